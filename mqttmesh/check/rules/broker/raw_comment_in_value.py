"""A comment behind a value, which becomes part of it.

In mosquitto.conf a comment has a line of its own. Behind a text, `# …` belongs to
the text: to the file's name, or to the topic.

## Why

Real brokers: with `persistence_file farm.db # small` the file is named
`farm.db # small`. Behind flags and numbers it is passed over.

## Fails

```yaml
defaults:
  extra_config:
    unchecked: true
    broker:
      - "persistence_file farm.db # small" # here
```

## Passes

```yaml
defaults:
  extra_config:
    unchecked: true
    broker:
      - "# small"
      - persistence_file farm.db
      - "sys_interval 30 # passed over"
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.mosquitto_options import TEXTS
from mqttmesh.check.raw_lines import raw_lines
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find ` #` in the values of raw lines that take a text."""
    for line in raw_lines(case):
        before, found, comment = line.value.partition(" #")
        if line.option in TEXTS and found:
            yield Fault(
                line.loc,
                f"`{found.strip()}{comment}` is no comment here: the value of `{line.option}` is all of "
                f"`{line.value}`",
                f"write `{line.option} {before.rstrip()}`, and the comment in a line of its own",
            )
