"""A broker that saves so seldom that a power cut costs much.

What a broker has taken since it saved last is gone when its machine loses power
or the kernel kills it, although it was acknowledged. `0s` saves only when the
broker is stopped in peace.

## Why

mosquitto.conf(5), `autosave_interval`. A broker that is killed after a save
delivers what it had then, and of ten messages that came afterwards none.

## Fails

```yaml
defaults:
  persistence: {autosave_interval: 30m} # here
```

## Passes

```yaml
defaults:
  persistence: {autosave_interval: 60s}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case, Subject
from mqttmesh.check.outage import time_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


_LONGEST = 600  # seconds


def check(case: Case) -> Iterator[Fault]:
    """Find brokers that save less often than every ten minutes."""
    for subject in case.brokers:
        persistence = subject.broker.persistence
        if not persistence.enabled or persistence.autosave_on_changes:
            continue
        if not 0 < persistence.autosave_interval <= _LONGEST:
            for place in subject.places("persistence", "autosave_interval"):
                yield Fault(
                    place.loc,
                    f"a power cut costs {place.who} {_cost(subject, persistence.autosave_interval)}",
                    "write `autosave_interval: 60s`",
                )


def _cost(subject: Subject, interval: int) -> str:
    if not interval:
        return "all that came since the start"
    rate = subject.expect.rate if subject.expect else None
    messages = f", {rate * interval // 3600:,} messages" if rate else ""
    return f"what came in up to {time_text(interval)}{messages}"
