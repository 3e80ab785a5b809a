"""A certificate that has expired.

Whoever is shown it refuses it: bridges stop at the next connection.

## Why

RFC 5280 §4.1.2.5. `certificate verify failed` at one end, `certificate
expired` at the other.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/expired/fullchain.pem, private_key: pki/expired/privkey.pem} # here
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

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find certificates that have expired."""
    yield from told(_found(case), "renew it")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for shown, file in case.papers.here:
        end = file.certificates[0].not_valid_after_utc
        if end <= case.now:
            yield shown.loc, file.name, f"expired on {end:%Y-%m-%d %H:%M} UTC"
