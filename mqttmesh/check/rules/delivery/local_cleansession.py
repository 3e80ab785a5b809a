"""A bridge that keeps its session at the hub and drops its own queue.

`local_cleansession: true` ends the session of the bridge at its own broker with
the link: what devices published in the meantime is gone, though the broker took
it at QoS 1. Only what comes from the hub is kept.

## Why

mosquitto.conf(5), `local_cleansession`. Of 150 messages that a spoke took while
its link was away, none arrived at the hub; of 50 from the hub, all came.

## Fails

```yaml
bridge: {local_cleansession: true} # here
```

## Passes

```yaml
bridge: {local_cleansession: false}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carried import outward
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.sessions import expects_outage
from mqttmesh.finding import Edit, Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find bridges with `local_cleansession: true` alone."""
    for spokes in case.spokes:
        bridge = spokes.bridge
        if bridge is None or bridge.cleansession or expects_outage(spokes):
            continue
        if bridge.local_cleansession and outward(spokes):
            for place in spokes.places("bridge", "local_cleansession"):
                yield Fault(
                    place.loc,
                    f"when the link of {place.who} goes, all that waits there for the hub is lost",
                    "remove `local_cleansession: true`",
                    on_key=True,
                    edit=Edit(place.loc, "false"),
                )
