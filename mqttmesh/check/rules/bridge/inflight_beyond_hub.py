"""More messages in flight than a foreign hub takes.

Some hubs take few unacknowledged messages at once and hang up on a client that
sends more. `queue.inflight_messages` is how many a spoke sends.

## Why

HiveMQ Cloud takes 10 and Mosquitto sends 20 by itself (issue 3002 of Mosquitto's
repository: `Receive Maximum exceeded`). Such a hub is not at hand, so this is
advice.

## Fails

```yaml
defaults: {queue: {inflight_messages: 20}} # here
hub:
  kind: hivemq-cloud
  host: farm.s1.eu.hivemq.cloud
```

## Passes

```yaml
defaults: {queue: {inflight_messages: 10}}
hub:
  kind: hivemq-cloud
  host: farm.s1.eu.hivemq.cloud
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"


def check(case: Case) -> Iterator[Fault]:
    """Find spokes that send more at once than their hub's kind takes."""
    preset = case.resolution.hub.preset
    for spokes in case.spokes:
        if preset.inflight and spokes.broker.queue.inflight_messages > preset.inflight:
            for place in spokes.places("queue", "inflight_messages"):
                yield Fault(
                    place.loc,
                    f"{preset.title} takes {preset.inflight} messages in flight, and {place.who} may send "
                    f"{spokes.broker.queue.inflight_messages}",
                    f"write `queue: {{inflight_messages: {preset.inflight}}}`",
                )
