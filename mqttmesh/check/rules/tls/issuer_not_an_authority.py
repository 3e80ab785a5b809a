"""A chain over a certificate that may not issue others.

Its signature is right, and yet it counts for nothing: it is no authority's,
may not sign certificates, or serves another purpose.

## Why

RFC 5280 §4.2.1.3, §4.2.1.9: an issuer has `CA:TRUE`, and `keyCertSign` where
it has a key usage. `certificate verify failed`.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/unlawful/fullchain.pem, private_key: pki/unlawful/privkey.pem} # here
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.certs.cause import Cause
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find chains over certificates that may not issue."""
    yield from told(_found(case), "have it issued by an authority")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for refused in case.papers.refused(Cause.NO_AUTHORITY, Cause.PURPOSE):
        from mqttmesh.certs.facts import title

        at = refused.diagnosis.at
        loc, name = case.papers.place(refused)
        if at is not refused.leaf:
            yield loc, name, f"leads over `{title(at.subject)}`, which may not issue certificates for this"
