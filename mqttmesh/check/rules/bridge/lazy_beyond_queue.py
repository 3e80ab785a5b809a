"""A lazy bridge whose queue is full before it dials.

With `start_type: lazy` a bridge dials when `threshold` messages wait. A queue
that holds fewer is full before, and what comes then is dropped: it never dials.

## Why

mosquitto.conf(5), `threshold` and `max_queued_messages`. A real spoke with a queue
of 20 and a threshold of 30 delivered none of 50 messages, with one of 10 all.

## Fails

```yaml
defaults: {queue: {messages: 20}}
topics: [{filter: "sensors/#"}]
bridge:
  start_type: lazy
  threshold: 30 # here
```

## Passes

```yaml
defaults: {queue: {messages: 1000}}
topics: [{filter: "sensors/#"}]
bridge:
  start_type: lazy
  threshold: 30
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


_THRESHOLD = 10  # Mosquitto's own


def check(case: Case) -> Iterator[Fault]:
    """Find lazy bridges that wait for more messages than their queue holds."""
    for spokes in case.spokes:
        bridge, held = spokes.bridge, spokes.broker.queue.messages
        if bridge is None or bridge.start_type != "lazy":
            continue
        threshold = bridge.threshold or _THRESHOLD
        if 0 < held < threshold:
            for place in spokes.places("bridge", "threshold"):
                yield Fault(
                    place.loc,
                    f"the bridge of {place.who} dials when {threshold:,} messages wait, and no more than "
                    f"{held:,} can",
                    "write a `threshold` below `queue.messages`",
                )
