"""A bridge that gives its password in clear.

With `tls: false` the spoke's password, and every message, can be read and changed
by whoever is on the way to the hub.

## Why

mosquitto.conf(5), "SSL/TLS support" of bridges: without it the connection is plain
TCP. On a network that is closed by other means, such as a VPN, it may be meant.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 1883}]
bridge: {tls: false} # here
```

## Passes

```yaml
bridge: {tls: true}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.reach import is_loopback
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"


def check(case: Case) -> Iterator[Fault]:
    """Find bridges with a password and without TLS, to a hub elsewhere."""
    for spokes in case.spokes:
        bridge = spokes.broker.bridge
        if not bridge or bridge.tls or bridge.password is None:
            continue
        if not all(is_loopback(address.host) for address in bridge.addresses):
            for place in spokes.places("bridge", "tls"):
                yield Fault(
                    place.loc,
                    f"{place.who} would send the password and all messages to the hub in clear",
                    "remove `tls: false`, and give the hub a TLS listener",
                    on_key=True,
                )
