"""One topic for the state of several links.

Each bridge says at the hub, in a retained message, whether its link is up. Where
several say it under one topic, the last one speaks for all.

## Why

mosquitto.conf(5), `notification_topic`. A broker retains one message a topic.

## Fails

```yaml
bridge: {notification_topic: "links/state"} # here
```

## Passes

```yaml
bridge: {notification_topic: "links/{spoke}/state"}
```
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from mqttmesh.check.case import Case, Subject
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "topology"


def check(case: Case) -> Iterator[Fault]:
    """Find state topics at the hub that several spokes share."""
    telling = [(topic, spokes) for spokes in case.spokes if (topic := _told(spokes))]
    users = Counter(topic for topic, spokes in telling for _ in spokes.brokers)
    for topic, spokes in telling:
        if users[topic] > 1:
            for place in spokes.places("bridge", "notification_topic"):
                message = f"{users[topic]:,} spokes tell the hub their state under `{topic}`"
                yield Fault(place.loc, message, "let it hold {spoke}, or `notifications_local_only: true`")


def _told(spokes: Subject) -> str | None:
    """The topic under which all of them tell the hub whether they are connected; None where it differs."""
    bridge = spokes.bridge
    if bridge is None or bridge.notifications_local_only or not bridge.notification_topic:
        return None
    return None if "{spoke}" in bridge.notification_topic else bridge.notification_topic
