"""Spokes that dial a WebSockets listener.

A bridge speaks MQTT over TCP and nothing else. A listener for WebSockets waits
for an HTTP request, and the bridge for an answer that never comes.

## Why

mosquitto.conf(5), `address`: no transport can be chosen. A real bridge that dials
the WebSockets listener of a hub does not connect.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners:
    - {port: 8883, tls: true}
    - {port: 9001, tls: true, protocol: websockets}
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
  dial: ["mqtt.farm.example:9001"] # here
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners:
    - {port: 8883, tls: true}
    - {port: 9001, tls: true, protocol: websockets}
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
    """Find addresses in `hub.dial` that are WebSockets listeners of the hub."""
    for loc, listener in dialled(case):
        if listener.protocol == "websockets":
            yield Fault(
                loc,
                f"port {listener.port} of the hub speaks WebSockets, and a bridge cannot",
                "dial a listener for MQTT",
            )
