"""A bridge that shall go round several addresses, and has one.

`round_robin` says what a bridge does when one of several addresses does not
answer. With one address it does nothing: a second one was meant, or none of it.

## Why

mosquitto.conf(5), `round_robin`: for bridges with several addresses.

## Fails

```yaml
bridge: {round_robin: true} # here
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
  dial: ["mqtt.farm.example:8883", "standby.farm.example:8883"]
bridge: {round_robin: true}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Edit, Severity

SEVERITY = Severity.WARNING
PROOF = "topology"


def check(case: Case) -> Iterator[Fault]:
    """Find `round_robin: true` with a single address."""
    for spokes in case.spokes:
        resolved = spokes.broker.bridge
        if spokes.bridge and spokes.bridge.round_robin and resolved and len(resolved.addresses) < 2:
            for place in spokes.places("bridge", "round_robin"):
                yield Fault(
                    place.loc,
                    f"there is one address for {place.who} to go round",
                    "add another to `hub.dial`, or remove it",
                    on_key=True,
                    edit=Edit(place.loc, "false"),
                )
