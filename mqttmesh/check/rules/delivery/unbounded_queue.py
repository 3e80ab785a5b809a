"""A queue without any limit.

With `messages: 0` and `bytes: 0B` a broker queues for a client that is away until
its memory ends. Every session has such a queue: one forgotten client takes the
whole broker with it.

## Why

mosquitto.conf(5), `max_queued_messages`: 0 is no limit, and the memory of a
spoke grows with every message that it takes, as its process shows. With
`limits.memory` the broker lives, and refuses.

## Fails

```yaml
defaults:
  queue: {messages: 0, bytes: 0B} # here
```

## Passes

```yaml
defaults:
  queue: {messages: 0, bytes: 64MiB}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find brokers that queue without limit."""
    for subject in case.brokers:
        broker = subject.broker
        if broker.queue.messages or broker.queue.bytes or broker.limits.memory:
            continue
        for place in subject.places("queue", "bytes"):
            yield Fault(
                place.loc,
                f"a client that is away lets its queue at {place.who} grow until memory ends",
                "write `bytes: 64MiB`, or add `limits: {memory: …}`",
            )
