"""A file that should hold certificates, and holds none that can be read.

Mosquitto reads PEM, and stops at the first block that is damaged. What is
trusted is copied for everybody to read, so no private key may be in it.

## Why

RFC 7468 §2. A broker does not start (`Unable to load server certificate`), or
its bridge does not connect; the file shows it.

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
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.ERROR
PROOF = "file"


def check(case: Case) -> Iterator[Fault]:
    """Find files that hold no certificates, damaged ones, or a key that others would read."""
    hint = "give it as PEM, certificates alone: openssl x509 -in FILE -out NEW"
    yield from told(_found(case), hint)
    yield from told(
        keys_with(case, KeyFault.BROKEN, "holds no private key that can be read"), "it must be PEM"
    )


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    named = [(each.loc, each.pair.certificate) for each in case.papers.shown]
    for loc, name in (*named, *((each.loc, each.name) for each in case.papers.believed)):
        file = case.certificates.certificates(name)
        if file and file.fault:
            yield loc, name, f"is of no use: {file.fault}"
    for shown, file in case.papers.here:
        from mqttmesh.certs.verifier import is_too_large

        if is_too_large(file.certificates):
            yield shown.loc, file.name, "is of no use: nobody takes a chain of over 100 KiB"
    for believed, file in case.papers.believed_here:
        if file.with_key:
            yield believed.loc, file.name, "holds a private key, and is copied for everybody to read"
