"""A queue of QoS 0 messages, which has no limit.

`queue: {qos0: true}` keeps QoS 0 messages for clients that are away, and neither
limit of the queue counts them: the broker keeps them until its memory ends.

## Why

What real brokers do: with `messages: 50`, a spoke of 2.0.11 and of 2.1.2 kept and
delivered all of 1,000 messages of QoS 0. `limits.memory` is the only bound.

## Fails

```yaml
defaults:
  queue: {qos0: true} # here
```

## Passes

```yaml
defaults:
  queue: {qos0: true}
  limits: {memory: 256MiB}
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
    """Find brokers that queue QoS 0 messages and have no limit of memory."""
    for subject in case.brokers:
        if subject.broker.queue.qos0 and not subject.broker.limits.memory:
            for place in subject.places("queue", "qos0"):
                yield Fault(
                    place.loc,
                    f"no limit of the queue at {place.who} holds for QoS 0: it grows until memory ends",
                    "remove it, or add `limits: {memory: …}`",
                    on_key=True,
                )
