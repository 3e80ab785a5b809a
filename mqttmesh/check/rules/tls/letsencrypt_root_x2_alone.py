"""Let's Encrypt's ISRG Root X2 without X1.

A renewal with an RSA key comes from a chain that does not end at X2.

## Why

letsencrypt.org/certificates: chains of RSA leaves (YR1, YR2) lead to Root YR
and ISRG Root X1; only those of ECDSA leaves pass by X2. X1 alone believes
both.

## Fails

```yaml
trust: [pki/isrg-root-x2.pem] # here
```

## Passes

```yaml
trust: [pki/root.pem]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "certificate"


def check(case: Case) -> Iterator[Fault]:
    """Find trust in ISRG Root X2 that is not also in X1."""
    anchors = [(each, file) for each, file in case.papers.believed_here if each in case.papers.trust]
    if case.papers.system or not anchors:
        return
    from mqttmesh.certs.letsencrypt import X1, X2, fingerprint

    marks = {fingerprint(each): believed.loc for believed, file in anchors for each in file.certificates}
    if X2 in marks and X1 not in marks:
        yield Fault(
            marks[X2],
            "spokes would believe ISRG Root X2, and refuse every RSA certificate of Let's Encrypt",
            "name ISRG Root X1 too: it believes both",
        )
