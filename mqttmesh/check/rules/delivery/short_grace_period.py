"""A broker that is killed before it has saved what it keeps.

A broker that is told to stop writes its sessions and queues. Docker waits for
`container.stop_grace_period`, then kills it: what came since the last save is
lost, and a large queue takes its time on a slow card.

## Why

The Compose specification, `stop_grace_period`, and mosquitto.conf(5),
`persistence`. How long a save takes depends on the disk, so this is advice.

## Fails

```yaml
defaults:
  container: {stop_grace_period: 2s} # here
```

## Passes

```yaml
defaults:
  container: {stop_grace_period: 60s}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"


_SHORTEST = 10  # seconds; what Docker itself waits


def check(case: Case) -> Iterator[Fault]:
    """Find brokers that have less time to save than Docker gives by itself."""
    for subject in case.brokers:
        if subject.broker.persistence.enabled and subject.broker.container.stop_grace_period < _SHORTEST:
            for place in subject.places("container", "stop_grace_period"):
                yield Fault(
                    place.loc,
                    f"a large queue may not be saved when {place.who} are stopped",
                    "write `stop_grace_period: 60s`",
                )
