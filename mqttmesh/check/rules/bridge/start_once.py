"""A bridge that does not come back.

With `start_type: once` a bridge dials when its broker starts. A link that is lost
is lost until the broker is started again.

## Why

mosquitto.conf(5), `start_type`. A real spoke whose link was cut does not dial
again; builds of Mosquitto with asynchronous name resolution, Debian's 2.0.11 and
2.1.2 among them, do not even finish the first attempt.

## Fails

```yaml
bridge: {start_type: once} # here
```

## Passes

```yaml
bridge: {start_type: automatic}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Edit, Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find bridges with `start_type: once`."""
    for spokes in case.spokes:
        if spokes.bridge and spokes.bridge.start_type == "once":
            for place in spokes.places("bridge", "start_type"):
                yield Fault(
                    place.loc,
                    f"a link of {place.who} that is lost once stays lost",
                    "write `start_type: automatic`",
                    edit=Edit(place.loc, "automatic"),
                )
