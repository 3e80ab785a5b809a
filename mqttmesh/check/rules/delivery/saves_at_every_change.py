"""A broker that writes everything it keeps after every few changes.

With `autosave_on_changes` the interval counts changes: `1s` is one. Each save
writes the whole file anew, so that a queue that grows is written again and again,
and an edge device's flash wears out.

## Why

mosquitto.conf(5), `autosave_on_changes`. A queue of 10,000 messages of 200 bytes
is a file of 3.2 MB; written after each change, that is 16 GB for filling it once.

## Fails

```yaml
defaults:
  persistence:
    autosave_interval: 1s # here
    autosave_on_changes: true
```

## Passes

```yaml
defaults:
  persistence: {autosave_interval: 30s}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"


_FEWEST = 100  # changes


def check(case: Case) -> Iterator[Fault]:
    """Find brokers that save after fewer than a hundred changes."""
    for subject in case.brokers:
        persistence = subject.broker.persistence
        if not persistence.enabled or not persistence.autosave_on_changes:
            continue
        if 0 < persistence.autosave_interval < _FEWEST:
            for place in subject.places("persistence", "autosave_interval"):
                yield Fault(
                    place.loc,
                    f"all of {place.who} is written anew after {persistence.autosave_interval} changes",
                    "write a larger number, or save by time",
                )
