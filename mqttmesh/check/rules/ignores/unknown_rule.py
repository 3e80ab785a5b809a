"""An ignore that names no rule.

The id is misspelt, was never one, or is that of a mistake: what keeps a
topology from being read or resolved cannot be ignored.

## Why

`mqttmesh rule` lists every id; this one is not among them, and so the comment
does nothing.

## Fails

```yaml
bridge: {insecure: true} # mqttmesh: ignore[insecure-bridges]  # here
```

## Passes

```yaml
bridge: {insecure: true} # mqttmesh: ignore[insecure-bridge]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.mistakes import MEANINGS
from mqttmesh.check.names import alike
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "topology"


def check(case: Case) -> Iterator[Fault]:
    """Find ids in ignores that are none of a rule."""
    for named in case.ignores.unknown:
        if named.id in MEANINGS:
            message, hint = f"`{named.id}` is a mistake, which cannot be ignored", "remove it"
        else:
            message = f"there is no rule `{named.id}`"
            hint = alike(named.id, case.ignores.known) or "`mqttmesh rule` lists them all"
        yield Fault((), message, hint, span=named.span)
