"""A bridge with a longer keep-alive than the hub allows.

A hub of Mosquitto 2.1 refuses an MQTT 3.1.1 client that asks for more than
`limits.keepalive`: the bridge never connects. In MQTT 5 the hub tells its own
value, and the bridge follows.

## Why

mosquitto.conf(5), `max_keepalive`. A hub of 2.1.2 answers `Connection Refused:
identifier rejected`, at every attempt; one of 2.0.11 lets the bridge in.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
  limits: {keepalive: 60s}
bridge: {keepalive: 5m} # here
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
  limits: {keepalive: 10m}
bridge: {keepalive: 5m}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.outage import time_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find bridges that the hub refuses for their keep-alive."""
    if case.hub is None or case.hub.broker.release == "2.0":
        return
    limit = case.hub.broker.limits.keepalive
    for spokes in case.spokes:
        bridge = spokes.bridge
        if bridge and bridge.protocol != "mqttv50" and (bridge.keepalive or 0) > limit:
            for place in spokes.places("bridge", "keepalive"):
                yield Fault(
                    place.loc,
                    f"the hub refuses {place.who}: it allows a keep-alive of {time_text(limit)} at most",
                    f"write `keepalive: {limit}s` or less, or raise the hub's `limits.keepalive`",
                )
