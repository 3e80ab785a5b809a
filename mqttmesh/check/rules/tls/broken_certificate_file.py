"""A file that should hold certificates, and holds none that can be read.

Mosquitto reads PEM, and stops at the first block that is damaged. What is trusted
is copied for everybody to read, so no private key may be in it.

## Why

RFC 7468 §2. A broker does not start (`Unable to load server certificate`), or its
bridge does not connect; the file shows it.

## Fails

```yaml
trust: [pki/root.der] # here
```

## Passes

```yaml
trust: [pki/root.pem]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.certs.cause import KeyFault
from mqttmesh.check.case import Case
from mqttmesh.check.keys import keys_with
from mqttmesh.check.papers import told
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.ERROR
PROOF = "file"


def check(case: Case) -> Iterator[Fault]:
    """Find files that hold no certificates, damaged ones, or a key that others would read."""
    for loc, name in _named(case):
        file = case.certificates.certificates(name)
        if file and file.fault:
            yield Fault(loc, file.fault, file.hint or "copy it again from where it came")
    for believed, file in case.papers.believed_here:
        if file.with_key:
            hint = "name a file that holds certificates alone"
            yield Fault(
                believed.loc, f"{file.name} holds a private key, and is copied for everybody to read", hint
            )
    yield from told(
        keys_with(case, KeyFault.BROKEN, "holds no private key that can be read"), "it must be PEM"
    )


def _named(case: Case) -> Iterator[tuple[Loc, str]]:
    for shown in case.papers.shown:
        yield shown.loc, shown.pair.certificate
    for believed in case.papers.believed:
        yield believed.loc, believed.name
