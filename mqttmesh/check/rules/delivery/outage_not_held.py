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

from mqttmesh.check.case import Case, Place, named
from mqttmesh.check.outage import Outage, Strain, strains, time_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity
from mqttmesh.mesh import Broker

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find queues that overflow within the expected outage, at the limit that is reached first."""
    full = [strain for strain in strains(case) if strain.outage.lost]
    alike: dict[tuple[bool, Outage], list[Broker]] = {}
    for strain in full:
        alike.setdefault((strain.out, strain.outage), []).extend(strain.spokes.brokers)
    for strain in full:
        spokes = alike[strain.out, strain.outage]
        few = named(spokes) if len(spokes) < len(case.mesh.spokes) else ""
        for place in strain.places("queue", strain.outage.first_limit):
            yield _fault(strain, place, few)


def _fault(strain: Strain, place: Place, few: str) -> Fault:
    outage = strain.outage
    needed = ", ".join(f"{limit}: {value}" for limit, value in outage.short.items())
    return Fault(
        place.loc,
        f"of {outage.messages:,} messages in an outage of {time_text(outage.seconds)}, "
        f"{outage.lost:,} are lost: the queue of {strain.whose(place, few)} is full after "
        f"{time_text(outage.full_after)}",
        f"write `queue: {{{needed}}}`{_whither(strain, place, few)}, or expect less",
    )


def _whither(strain: Strain, place: Place, few: str) -> str:
    """For whom the queue is to be longer, where that is not everybody."""
    if not strain.out:
        return " for the hub"
    if place.own:
        return f" {place.where}"
    return f" for {few}" if few else ""
