"""A chain over an intermediate that has expired.

The leaf may be new; a bridge refuses the chain as a whole.

## Why

RFC 5280 §6.1.3: every certificate on the way must be valid. `certificate
verify failed` at one end, `certificate expired` at the other.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/old-chain/fullchain.pem, private_key: pki/old-chain/privkey.pem} # here
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
    """Find chains over an expired intermediate."""
    yield from told(_found(case), "take the chain that came with the leaf")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for refused in case.papers.refused(Cause.EXPIRED_INTERMEDIATE):
        from mqttmesh.certs.facts import title

        at = refused.diagnosis.at
        loc, name = case.papers.place(refused)
        yield (
            loc,
            name,
            f"leads over `{title(at.subject)}`, which expired on {at.not_valid_after_utc:%Y-%m-%d}",
        )
