"""A label that somebody else writes.

Labels below `org.mqttmesh.` and `com.docker.compose.` say to which mesh and
project a container belongs. Your own of such a name is replaced, or the container
is taken for another's.

## Why

The rendered Compose file: this tool writes its labels over yours. Compose writes
its own over both.

## Fails

```yaml
defaults:
  labels:
    com.docker.compose.project: barns # here
```

## Passes

```yaml
defaults:
  labels:
    example.farm.project: barns
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Loc, Severity
from mqttmesh.spec import BrokerSpec

SEVERITY = Severity.WARNING
PROOF = "topology"

_TAKEN = ("org.mqttmesh.", "com.docker.compose.")


def check(case: Case) -> Iterator[Fault]:
    """Find labels with a prefix of ours or of Compose."""
    for loc, spec in _entries(case):
        for label in (spec.labels if spec else None) or ():
            if label.startswith(_TAKEN):
                yield Fault(
                    (*loc, "labels", label),
                    f"`{label}` is not yours to set: it is written over, or misleads",
                    "choose a prefix of your own",
                    on_key=True,
                )


def _entries(case: Case) -> Iterator[tuple[Loc, BrokerSpec | None]]:
    yield ("defaults",), case.spec.defaults
    yield ("hub",), case.spec.hub
    for index, spoke in enumerate(case.spec.spokes):
        yield ("spokes", index), spoke
