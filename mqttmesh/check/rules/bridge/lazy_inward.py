"""A bridge that something comes in by, and that dials only when something goes out.

With `start_type: lazy` a bridge hangs up when it is idle and dials when
`threshold` messages wait. What the hub has for the spoke waits until then: a
command may come hours late, or never.

## Why

mosquitto.conf(5), `start_type`. A real spoke got nothing of what was published
for it until a device had published enough to make the bridge dial.

## Fails

```yaml
bridge: {start_type: lazy} # here
```

## Passes

```yaml
bridge: {start_type: automatic}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carried import inward
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find lazy bridges with routes that lead in."""
    for spokes in case.spokes:
        if spokes.bridge and spokes.bridge.start_type == "lazy" and inward(spokes):
            for place in spokes.places("bridge", "start_type"):
                yield Fault(
                    place.loc,
                    f"what comes in for {place.who} waits until enough goes out",
                    "write `start_type: automatic`, or let nothing come in",
                )
