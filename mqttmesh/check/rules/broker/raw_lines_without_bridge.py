"""Raw lines for a bridge that the hub does not have.

`extra_config` of the hub has lines under `bridge`. Spokes have bridges; the hub is
dialled, and has none, so the lines are written nowhere.

## Why

They are in no rendered file.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  extra_config:
    unchecked: true
    bridge: [local_username barn] # here
```

## Passes

```yaml
defaults:
  extra_config:
    unchecked: true
    bridge: [local_username barn]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "topology"


def check(case: Case) -> Iterator[Fault]:
    """Find raw lines of a bridge that the hub's own entry has."""
    extra = case.spec.hub.extra_config
    if extra and extra.bridge:
        yield Fault(
            ("hub", "extra_config", "bridge"),
            "the hub has no bridge: these lines are written nowhere",
            "move them to `defaults` or to spokes",
            on_key=True,
        )
