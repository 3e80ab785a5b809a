"""Spokes that dial a listener which speaks TLS where they do not, or the reverse.

A bridge with TLS gets no answer from a listener in clear, and one in clear none
from a listener with TLS; such a bridge has then sent its password to whoever
listens on the way.

## Why

mosquitto.conf(5), `bridge_cafile`. A real bridge with TLS that dials the plaintext
listener of a hub does not connect: the hub takes the handshake for broken MQTT.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners:
    - {port: 8883, tls: true}
    - {port: 1883}
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
  dial: ["mqtt.farm.example:1883"] # here
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners:
    - {port: 8883, tls: true}
    - {port: 1883}
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
  dial: ["mqtt.farm.example:8883"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.dialling import dialled
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find addresses in `hub.dial` whose listener differs from the bridges in TLS."""
    ways = {spokes.bridge.tls for spokes in case.spokes if spokes.bridge}
    for loc, listener in dialled(case):
        if listener.protocol == "mqtt" and ways == {not listener.tls}:
            ours, theirs = ("in clear", "TLS") if listener.tls else ("TLS", "in clear")
            yield Fault(
                loc,
                f"port {listener.port} of the hub speaks {theirs}, and the bridges {ours}",
                "dial a listener that speaks as they do",
            )
