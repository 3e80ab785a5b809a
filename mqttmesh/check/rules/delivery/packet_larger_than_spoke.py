"""A hub that takes larger packets than a spoke does.

A spoke hangs up when the hub sends it a packet above its `limits.packet_size`.
The hub sends it again as soon as the link is back: one large command, and the
bridge is never up for long again.

## Why

mosquitto.conf(5), `max_packet_size`. A spoke that takes 2,000 bytes never got a
message of 5,000 nor the five behind it, on 2.0.11 and 2.1.2, in MQTT 3.1.1 and
MQTT 5; it logs `oversize packet` or `malformed packet` at every attempt.

## Fails

```yaml
defaults:
  limits: {packet_size: 64KiB} # here
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
  limits: {packet_size: 1MiB}
```

## Passes

```yaml
defaults:
  limits: {packet_size: 64KiB}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carried import inward
from mqttmesh.check.case import Case
from mqttmesh.check.outage import size_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find spokes that hang up for what their hub may send."""
    if case.hub is None:
        return
    sent = case.hub.broker.limits.packet_size
    for spokes in case.spokes:
        taken = spokes.broker.limits.packet_size
        if taken < sent and inward(spokes):
            for place in spokes.places("limits", "packet_size"):
                yield Fault(
                    place.loc,
                    f"each packet above {size_text(taken)} makes {place.who} hang up, and the hub takes "
                    f"{size_text(sent)}",
                    f"write `limits: {{packet_size: {size_text(sent)}}}` {place.where}",
                )
