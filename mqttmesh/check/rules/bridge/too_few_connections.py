"""A hub that has room for fewer connections than it has spokes.

A listener's `max_connections` and the hub's `limits.connections` count every
client: the last spokes are refused, and dial again for ever.

## Why

mosquitto.conf(5), `max_connections` and `global_max_connections`. Of six spokes a
listener for two let in two on 2.1.2; 2.0.11 lets in one more than it is told.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners:
    - {port: 8883, tls: true, max_connections: 2} # here
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners:
    - {port: 8883, tls: true, max_connections: 10}
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case, Subject
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find limits of connections below the number of spokes."""
    if case.hub is None:
        return
    spokes = len(case.mesh.spokes)
    for setting, limit in _limits(case, case.hub):
        if limit < spokes:
            for place in case.hub.places(*setting):
                yield Fault(
                    place.loc,
                    f"the hub refuses {spokes - limit:,} of its {spokes:,} spokes: it has room for {limit:,}",
                    f"write {spokes:,} and more: clients count too",
                )


def _limits(case: Case, hub: Subject) -> Iterator[tuple[tuple[str | int, ...], int]]:
    broker = hub.broker
    if broker.limits.connections:
        yield ("limits", "connections"), broker.limits.connections
    ways = {bool(spokes.bridge.tls) for spokes in case.spokes if spokes.bridge}
    if len(ways) != 1 or case.resolution.hub.spec.dial:
        return  # which of the listeners spokes come by is not known
    index = case.resolution.hub.dialled(tls=ways.pop())
    if index is not None and (most := broker.listeners[index].max_connections):
        yield ("listeners", index, "max_connections"), most + (broker.release == "2.0")
