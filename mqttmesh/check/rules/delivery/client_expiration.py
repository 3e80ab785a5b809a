"""A spoke whose queue for the hub is thrown away when it starts again.

`client_expiration` is meant for clients that never come back. Mosquitto 2.1 asks
it of the bridge too: a spoke that is started again after its link was away for
longer than that drops what waited for the hub.

## Why

A fault of Mosquitto 2.1.0 to 2.1.2 (issue 3728 of its repository): sessions are
expired before bridges are started. A real 2.1.2 loses all of 10 messages and logs
`Expiring client local.… due to timeout`; 2.0.11 delivers them.

## Fails

```yaml
spokes:
  - name: barn
    persistence: {client_expiration: 7d} # here
```

## Passes

```yaml
spokes:
  - name: barn
    persistence: {autosave_interval: 60s}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carried import outward
from mqttmesh.check.case import Case
from mqttmesh.check.outage import time_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find spokes of Mosquitto 2.1 that forget clients, and so their own bridge."""
    for spokes in case.spokes:
        expiration = spokes.broker.persistence.client_expiration
        if spokes.broker.release == "2.1" and expiration and outward(spokes):
            for place in spokes.places("persistence", "client_expiration"):
                yield Fault(
                    place.loc,
                    f"after {time_text(expiration)} without a link, a spoke that starts again drops all "
                    "that waits for the hub",
                    "say it under `hub` alone, or for spokes of Mosquitto 2.0",
                    on_key=True,
                )
