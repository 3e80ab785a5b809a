"""A hub that is dialled at the spoke's own machine.

`localhost` and addresses of 127.0.0.0/8 lead every spoke to itself. Unless a
tunnel ends there, nothing answers: in a container least of all.

## Why

RFC 1122 §3.2.1.3 and RFC 6761 §6.3: such names and addresses never leave the host.
For a mesh on one machine `up` needs none: there the hub's name leads to the hub.

## Fails

```yaml
hub:
  host: localhost # here
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.reach import is_loopback
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.WARNING
PROOF = "topology"


def check(case: Case) -> Iterator[Fault]:
    """Find loopback names and addresses among what spokes dial."""
    hub = case.spec.hub
    if hub.dial is None and is_loopback(hub.host):
        yield _fault(("hub", "host"), hub.host)
    for index, endpoint in enumerate(hub.dial or ()):
        host = endpoint.rpartition(":")[0].strip("[]")
        if is_loopback(host):
            yield _fault(("hub", "dial", index), host)


def _fault(loc: Loc, host: str) -> Fault:
    return Fault(
        loc,
        f"`{host}` leads each spoke to its own machine, not to the hub",
        "write the name or address at which spokes reach the hub, unless a tunnel to it ends there",
    )
