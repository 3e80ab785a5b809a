"""An intermediate of Let's Encrypt among what is trusted.

The next renewal may come from another one, and then it helps nothing: the root
does all the work, today too.

## Why

letsencrypt.org/certificates: leaves come from any of several intermediates,
which change without notice; the page says not to pin them. Those of 2025 and
before (E5 to E9, R10 to R14) are retired. The issuer's name is in the file.

## Fails

```yaml
trust: [pki/root.pem, pki/yr1.pem] # here
```

## Passes

```yaml
trust: [pki/root.pem]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.certs.cause import Cause
from mqttmesh.check.anchors import not_self_signed
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.WARNING
PROOF = "certificate"


def check(case: Case) -> Iterator[Fault]:
    """Find intermediates of Let's Encrypt in `trust`."""
    told_already = {loc for loc, _, _ in not_self_signed(case, Cause.INTERMEDIATE_AS_ANCHOR)}
    pinned = (each for each in _pinned(case) if each[0] not in told_already)
    yield from told(pinned, "remove it; the root, ISRG Root X1, is enough")


def _pinned(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for believed, file in case.papers.believed_here:
        from mqttmesh.certs.facts import title
        from mqttmesh.certs.letsencrypt import is_intermediate

        for each in file.certificates:
            if is_intermediate(each):
                what = f"pins `{title(each.subject)}`, which Let's Encrypt replaces at will"
                yield believed.loc, file.name, what
