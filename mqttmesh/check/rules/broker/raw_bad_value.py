"""A raw line whose value Mosquitto does not take.

Flags are `true` or `false` and nothing that looks like it, numbers are whole
numbers without a unit.

## Why

Real brokers: `Invalid … value (True)` ends both releases. `sys_interval 30s` ends
2.1 with `value not a number`; 2.0 takes a word for 0 and says nothing.

## Fails

```yaml
defaults:
  extra_config:
    unchecked: true
    broker:
      - set_tcp_nodelay yes # here
      - sys_interval 30s # here
      - pid_file # here
```

## Passes

```yaml
defaults:
  extra_config:
    unchecked: true
    broker:
      - set_tcp_nodelay true
      - sys_interval 30
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.mosquitto_options import FLAGS, NUMBERS, is_known
from mqttmesh.check.raw_lines import RawLine, raw_lines
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"

_NUMBER = re.compile(r"-?[0-9]+")


def check(case: Case) -> Iterator[Fault]:
    """Find flags, numbers and missing values that a broker refuses, or takes for something else."""
    for line in raw_lines(case):
        if wanted := _wanted(line):
            said = f"`{line.value}`" if line.value else "nothing"
            yield Fault(line.loc, f"`{line.option}` takes {wanted}, and here is {said}", f"write {wanted}")


def _wanted(line: RawLine) -> str | None:
    """What the option takes, where this is none."""
    first = line.value.partition(" ")[0]
    if line.option in FLAGS and first not in ("true", "false", "1", "0"):
        return "`true` or `false`"
    if line.option in NUMBERS and not _NUMBER.fullmatch(first):
        return "a whole number"
    if not line.value and is_known(line.option, "2.1"):
        return "a value"
    return None
