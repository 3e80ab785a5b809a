"""A raw line that repeats an option which may stand once.

The rendered file has this option already, or another raw line has: Mosquitto does
not start.

## Why

Real brokers of both releases end with `Duplicate … value in configuration`. Of
numbers and flags the last one holds, of these texts none may be said again.

## Fails

```yaml
bridge: {keepalive: 30s}
defaults:
  extra_config:
    unchecked: true
    broker:
      - persistence_location /var/lib/farm/ # here
    bridge:
      - remote_clientid tractor # here
```

## Passes

```yaml
bridge: {remote_clientid: "tractor-{spoke}"}
defaults:
  extra_config:
    unchecked: true
    broker:
      - persistence_file farm.db
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.mosquitto_options import ONCE, canonical
from mqttmesh.check.raw_lines import raw_lines, rendered_once
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find raw lines whose option is in the rendered file, or in an earlier raw line."""
    seen: dict[tuple[Loc, str], Loc] = {}
    for line in raw_lines(case):
        option = canonical(line.option)
        if option not in ONCE:
            continue
        first = seen.setdefault((line.loc[:-2], option), line.loc)
        if first != line.loc or option in rendered_once(line.subject.broker, case.mesh.trust):
            yield Fault(
                line.loc,
                f"`{line.option}` is in the file already, and Mosquitto does not start with two",
                "remove the line; what the topology has a key for is said there",
            )
