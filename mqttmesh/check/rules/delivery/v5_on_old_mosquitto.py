"""An MQTT 5 bridge of Mosquitto 2.0, which has no way to keep its session.

In MQTT 5 a session ends with the link unless the client asks for more, and
Mosquitto 2.0 has no option to ask. What the hub has for a spoke that is away is
thrown away.

## Why

`bridge_session_expiry_interval` is new in Mosquitto 2.1. Of 50 messages for a
spoke of 2.0.11 that was away, MQTT 5 delivered none, and MQTT 3.1.1 all of them.

## Fails

```yaml
defaults: {image: "eclipse-mosquitto:2.0.22"}
bridge: {protocol: mqttv50} # here
```

## Passes

```yaml
defaults: {image: "eclipse-mosquitto:2.0.22"}
bridge: {protocol: mqttv311}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carried import inward
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.sessions import expects_outage
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find MQTT 5 bridges of Mosquitto 2.0 that something comes in by."""
    for spokes in case.spokes:
        bridge = spokes.bridge
        if bridge is None or bridge.protocol != "mqttv50" or spokes.broker.release != "2.0":
            continue
        if not bridge.cleansession and not expects_outage(spokes) and inward(spokes):
            for place in spokes.places("bridge", "protocol"):
                yield Fault(
                    place.loc,
                    f"what the hub has for {place.who} is lost whenever the link is away",
                    "write `protocol: mqttv311`, or run Mosquitto 2.1",
                )
