"""A queue that may grow larger than the container's memory.

What is queued is in memory. Above `container.memory` the kernel ends the broker,
and what came since the last save is lost; it starts again with the same queue,
and is ended again.

## Why

The Compose specification, `mem_limit`, and a real broker, whose process grows by
more than the payloads that it queues.

## Fails

```yaml
defaults:
  container: {memory: 128MiB} # here
```

## Passes

```yaml
defaults:
  queue: {bytes: 64MiB}
  container: {memory: 128MiB}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.outage import size_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find brokers whose queue of one session may exceed `container.memory`."""
    for subject in case.brokers:
        memory, queued = subject.broker.container.memory, subject.broker.queue.bytes
        if memory and memory < queued and subject.broker.limits.memory == 0:
            for place in subject.places("container", "memory"):
                yield Fault(
                    place.loc,
                    f"before a queue of {size_text(queued)} is full, the kernel ends {place.who}",
                    f"let `queue.bytes` be less than {size_text(memory)}",
                )
