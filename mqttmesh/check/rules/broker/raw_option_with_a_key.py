"""A raw line for which the topology has a key.

The raw line holds, and what the topology says, or leaves at its default, does not.
Nothing else knows of it: not the hub's ACL, not the other rules, not `status`.

## Why

Real brokers take the last value of a number or a flag: with a raw
`max_packet_size 200` a message of 1,000 bytes is refused, whatever `limits` says.
What a raw `topic` carries the hub's ACL refuses.

## Fails

```yaml
defaults:
  limits: {packet_size: 1MiB}
  extra_config:
    unchecked: true
    broker:
      - max_packet_size 200 # here
```

## Passes

```yaml
defaults:
  limits: {packet_size: 200B}
  extra_config:
    unchecked: true
    broker:
      - sys_interval 30
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.mosquitto_options import BRIDGE, KEYS, ONCE, canonical
from mqttmesh.check.raw_lines import raw_lines, rendered_once
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find raw lines of options that have a key, unless the broker does not even start with them."""
    for line in raw_lines(case):
        option = canonical(line.option)
        key = KEYS.get(option)
        twice = option in ONCE and option in rendered_once(line.subject.broker, case.mesh.trust)
        early = line.part == "broker" and option in BRIDGE
        if key and not twice and not early:
            yield Fault(
                line.loc,
                f"`{line.option}` undoes what the topology says, which nothing else here knows",
                f"say it with `{key}`",
            )
