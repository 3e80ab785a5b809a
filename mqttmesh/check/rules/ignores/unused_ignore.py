"""A comment that ignores a rule which finds nothing there.

The fault that it was written for is gone, or stands on another line. Left where
it is, it will hide the next one. An ignore speaks of the line that it stands
beside; alone on a line, of the next one that is no comment.

## Why

Whether a comment takes something out is known once every rule has been asked.
It is said only of rules that were: not of those that `--select` or `--ignore`
left out, and not of advice while nobody asks for it.

## Fails

```yaml
bridge: {insecure: false} # mqttmesh: ignore[insecure-bridge]  # here
```

## Passes

```yaml
bridge: {insecure: true} # mqttmesh: ignore[insecure-bridge] a lab
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
    """Find ignores that ignore nothing."""
    for named in case.ignores.unused:
        yield Fault(
            (), f"`{named.id}` finds nothing here that could be ignored", "remove it", span=named.span
        )
    for span in case.ignores.bare:
        yield Fault((), "this ignores nothing", "name the rule: `ignore[rule-id]`", span=span)
