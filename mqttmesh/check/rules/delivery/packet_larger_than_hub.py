"""A bridge that may send packets which the hub does not take.

The hub hangs up on the sender of a packet above its `limits.packet_size`. In MQTT
3.1.1 the bridge does not know why: it dials again and sends the same message
again, and nothing behind it ever arrives.

## Why

mosquitto.conf(5), `max_packet_size`. A spoke with one message of 5,000 bytes for a
hub that takes 2,000 delivered none of the five behind it, and the hub logged
`oversize packet` at every attempt. In MQTT 5 the hub tells its limit.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
  limits: {packet_size: 64KiB}
bridge: {max_packet_size: 1MiB} # here
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
  limits: {packet_size: 1MiB}
bridge: {max_packet_size: 1MiB}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carried import outward
from mqttmesh.check.case import Case
from mqttmesh.check.outage import size_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Edit, Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find bridges that send what the hub hangs up for."""
    if case.hub is None:
        return
    limit = case.hub.broker.limits.packet_size
    for spokes in case.spokes:
        bridge = spokes.bridge
        if bridge is None or bridge.protocol == "mqttv50" or not outward(spokes):
            continue
        sent = bridge.max_packet_size or spokes.broker.limits.packet_size
        if limit < min(sent, spokes.broker.limits.packet_size):
            for place in spokes.places("bridge", "max_packet_size"):
                yield Fault(
                    place.loc,
                    f"at each packet above {size_text(limit)} the hub hangs up on {place.who}",
                    "remove `max_packet_size`: then the hub's own limit holds",
                    edit=Edit(place.loc, None) if place.said else None,
                )
