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
from mqttmesh.check.outage import Strain, size_text, strains, time_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find brokers whose memory ends before the expected outage does."""
    for strain in strains(case):
        broker = strain.keeper.broker
        for setting, limit in (("limits", broker.limits.memory), ("container", broker.container.memory)):
            if limit and limit < strain.outage.memory:
                yield from _faults(strain, setting)


def _faults(strain: Strain, setting: str) -> Iterator[Fault]:
    outage, needed = strain.outage, size_text(strain.outage.memory)
    for place in strain.places(setting, "memory"):
        yield Fault(
            place.loc,
            f"{outage.kept:,} messages wait in an outage of {time_text(outage.seconds)}, and that takes "
            f"{strain.whose(place)} at least {needed} of memory",
            f"write `{setting}: {{memory: …}}` with more than {needed}, or expect less",
        )
