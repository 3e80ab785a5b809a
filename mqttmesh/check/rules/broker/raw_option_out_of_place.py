"""A raw line where its option does not belong.

Raw lines of `broker` stand before all listeners and bridges, those of `bridge` at
the end of the bridge. An option of the bridge stops the broker at the first place.
One of a listener opens a listener of its own there, on port 1883 of every address,
or stops the broker; at the second it changes the socket that health checks use.

## Why

Real brokers: with `max_qos 1` before the listeners both releases listen on
0.0.0.0:1883 beside what the topology says; `keepalive_interval 60` there ends
them. With `mount_point x/` in the bridge the health check reads nothing.

## Fails

```yaml
defaults:
  extra_config:
    unchecked: true
    broker:
      - max_qos 1 # here
      - keepalive_interval 60 # here
```

## Passes

```yaml
defaults:
  extra_config:
    unchecked: true
    broker:
      - retain_available false
    bridge:
      - local_username barn
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.mosquitto_options import BRIDGE, LISTENER
from mqttmesh.check.raw_lines import raw_lines
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"

_AT_FRONT = "opens another one, on port 1883, or stops the broker"
_AT_END = "changes the socket of the health check, and nothing for clients"


def check(case: Case) -> Iterator[Fault]:
    """Find options of bridges before them, and options of listeners anywhere."""
    for line in raw_lines(case):
        if line.part == "broker" and line.option in BRIDGE:
            yield Fault(
                line.loc,
                f"`{line.option}` is for bridges; before one Mosquitto does not start with it",
                "write it below `extra_config: {bridge: […]}`",
            )
        elif line.option in LISTENER:
            effect = _AT_FRONT if line.part == "broker" else _AT_END
            yield Fault(
                line.loc,
                f"`{line.option}` is for one listener; here it {effect}",
                "say it under `listeners`, where there is a key for it, or remove it",
            )
