"""A hub whose spokes cannot reach it from elsewhere.

The listener that spokes dial has an address of the loopback: only what runs on
the hub's own machine reaches it, and in containers nothing but the hub itself.

## Why

RFC 1122 §3.2.1.3: addresses in 127.0.0.0/8 never leave their host. Where
something on that machine passes connections on, `hub.dial` names it.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners:
    - {port: 8883, tls: true, bind: 127.0.0.1} # here
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.reach import is_loopback
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "topology"


def check(case: Case) -> Iterator[Fault]:
    """Find dialled listeners of the hub that are on the loopback."""
    hub = case.resolution.hub
    if case.hub is None or hub.spec.dial:
        return
    for tls in {spokes.bridge.tls for spokes in case.spokes if spokes.bridge}:
        index = hub.dialled(tls=bool(tls))
        bind = None if index is None else case.hub.broker.listeners[index].bind
        if is_loopback(bind):
            for place in case.hub.places("listeners", index or 0, "bind"):
                yield Fault(
                    place.loc,
                    f"spokes dial {hub.spec.host}, and this listener is only for the hub's own machine",
                    "remove `bind`, or say with `hub.dial` what passes connections on to it",
                )
