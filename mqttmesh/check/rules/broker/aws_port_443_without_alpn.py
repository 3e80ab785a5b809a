"""AWS IoT on port 443 without ALPN.

On 443 AWS IoT Core serves HTTPS as well; only a client that asks for
`x-amzn-mqtt-ca` in the TLS handshake is spoken to in MQTT.

## Why

AWS's documentation, "Device communication protocols". Nothing here can dial it.

## Fails

```yaml
hub:
  kind: aws-iot
  host: example-ats.iot.eu-central-1.amazonaws.com
  dial: ["example-ats.iot.eu-central-1.amazonaws.com:443"] # here
  auth: {spokes: certificate}
spokes:
  - name: barn
    client_tls: {certificate: pki/barn/client.pem, private_key: pki/barn/client.key}
```

## Passes

```yaml
hub:
  kind: aws-iot
  host: example-ats.iot.eu-central-1.amazonaws.com
  dial: ["example-ats.iot.eu-central-1.amazonaws.com:443"]
  auth: {spokes: certificate}
bridge: {alpn: x-amzn-mqtt-ca}
spokes:
  - name: barn
    client_tls: {certificate: pki/barn/client.pem, private_key: pki/barn/client.key}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"

_ALPN = "x-amzn-mqtt-ca"


def check(case: Case) -> Iterator[Fault]:
    """Find bridges that dial port 443 of AWS IoT Core and do not ask for MQTT."""
    hub = case.spec.hub
    silent = any(spokes.bridge and spokes.bridge.alpn != _ALPN for spokes in case.spokes)
    if hub.kind != "aws-iot" or not silent:
        return
    for index, endpoint in enumerate(hub.dial or ()):
        if endpoint.endswith(":443"):
            yield Fault(
                ("hub", "dial", index),
                "on port 443 AWS IoT Core answers bridges only that ask for MQTT",
                f"add `bridge: {{alpn: {_ALPN}}}`",
            )
