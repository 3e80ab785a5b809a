"""A certificate for a name that its authority may not vouch for.

## Why

RFC 5280 §4.2.1.10: an authority may be confined to some names. `certificate
verify failed`.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/constrained/fullchain.pem, private_key: pki/constrained/privkey.pem} # here
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
    """Find certificates outside of the names that an authority is confined to."""
    yield from told(_found(case), "have it issued by an authority that may, or take another name")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for refused in case.papers.refused(Cause.NAME_CONSTRAINTS):
        from mqttmesh.certs.facts import title

        at = refused.diagnosis.at
        loc, name = case.papers.place(refused)
        yield loc, name, f"is outside of the names that `{title(at.issuer)}` may issue for"
