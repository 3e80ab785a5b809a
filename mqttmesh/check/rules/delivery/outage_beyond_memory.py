"""A queue that the expected outage makes larger than the memory.

What waits for the link is in memory, whatever is on disk. At `limits.memory` the
broker hangs up on every client, on its devices first; at `container.memory` the
kernel ends it, and what came since the last save is lost.

## Why

mosquitto.conf(5), `memory_limit`. With 3 MiB and a link that is away, Mosquitto
took 60 messages of 50 kB on 2.0.11 and 44 on 2.1.2, and then disconnected
whoever published: `out of memory`. A queued message takes its payload and at
least 300 bytes (measured: 330 to 370 on 2.0.11, 460 to 480 on 2.1.2).

## Fails

```yaml
defaults:
  limits: {memory: 10MiB} # here
expect: {rate: 1/s, outage: 8h}
```

## Passes

```yaml
defaults:
  limits: {memory: 64MiB}
expect: {rate: 1/s, outage: 8h}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.outage import Strain, rounded_up, size_text, strains, time_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find brokers whose memory ends before the expected outage does."""
    inward = []
    for strain in strains(case):
        if strain.out:
            yield from _faults(strain, strain.memory)
        else:
            inward.append(strain)
    if inward:
        yield from _faults(inward[0], sum(strain.memory for strain in inward))


def _faults(strain: Strain, needed: int) -> Iterator[Fault]:
    broker, outage = strain.keeper.broker, time_text(strain.outage.seconds)
    enough = size_text(rounded_up(needed))
    for setting, limit in (("limits", broker.limits.memory), ("container", broker.container.memory)):
        if not limit or limit >= needed:
            continue
        for place in strain.places(setting, "memory"):
            yield Fault(
                place.loc,
                f"what waits in an outage of {outage} takes {strain.whose(place)} at least "
                f"{enough} of memory",
                f"write `{setting}: {{memory: …}}` with more than {enough}, or expect less",
            )
