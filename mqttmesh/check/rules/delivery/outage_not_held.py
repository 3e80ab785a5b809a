"""A queue that is full before the expected outage ends.

`expect` says how many messages a spoke sends, or is sent, and how long its link
may be away. The queue that keeps them has two limits, and both hold at once;
what comes when one is reached is dropped, with a single line in the log.

## Why

mosquitto.conf(5), `max_queued_messages` and `max_queued_bytes`, and what brokers
do: of 150 messages a queue of 100 keeps the first 100, and a queue of 1005 bytes
keeps 101 messages of 10 bytes, on 2.0.11 and 2.1.2 alike. Only payloads count.
What goes out waits at the spoke, what comes in waits at the hub.

## Fails

```yaml
defaults:
  queue: {messages: 20000} # here
expect: {rate: 1/s, outage: 8h}
```

## Passes

```yaml
defaults:
  queue: {messages: 28800}
expect: {rate: 1/s, outage: 8h}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.outage import strains, time_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find queues that overflow within the expected outage, at the limit that is reached first."""
    for strain in strains(case):
        outage = strain.outage
        if not outage.lost:
            continue
        needed = ", ".join(f"{limit}: {value}" for limit, value in outage.short.items())
        for place in strain.places("queue", outage.first_limit):
            yield Fault(
                place.loc,
                f"of {outage.messages:,} messages in an outage of {time_text(outage.seconds)}, "
                f"{outage.lost:,} are lost: the queue of {strain.whose(place)} is full after "
                f"{time_text(outage.full_after)}",
                f"write `queue: {{{needed}}}`, or expect less",
            )
