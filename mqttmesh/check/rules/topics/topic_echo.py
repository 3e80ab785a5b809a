"""A hub that sends a spoke its own messages back.

A hub that is not told that a bridge is calling sends a spoke its own messages
back, where a route in matches what a route out sends. Every client of the spoke
hears them twice.

## Why

MQTT 3.1.1 has no `no local` (MQTT 5.0 §3.8.3.1 has). Mosquitto tells a bridge by
a bit in the protocol level, mosquitto.conf(5), `try_private`; other hubs refuse
it, and echo. A real hub that is not told sends each message back.

## Fails

```yaml
bridge: {try_private: false}
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"} # here
  - {filter: "#", direction: in, remote_prefix: "sites/{spoke}/"}
```

## Passes

```yaml
bridge: {try_private: false, protocol: mqttv50}
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
  - {filter: "#", direction: in, remote_prefix: "sites/{spoke}/"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh import topic
from mqttmesh.check.carriage import Carriage, Carried, once
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity
from mqttmesh.flow import FilterTree, renamed_in, renamed_out

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find routes out whose messages a hub sends back."""
    hub = case.mesh.hub.name if case.mesh.hub else "the hub"
    return once(fault for each in case.carriages if each.link.echoes for fault in _of(each, hub))


def _of(each: Carriage, hub: str) -> Iterator[Fault]:
    inward: FilterTree[str] = FilterTree()
    for filter_ in each.link_compared.inward:
        inward.add(filter_, filter_)
    for carried in each.compared:
        if carried.route.outward and (path := _path(carried, each, inward, hub)):
            hint = "`protocol: mqttv50` where the hub speaks it, or other prefixes for what comes in"
            yield from each.fault(carried, f"its own messages come back: {path}", hint)


def _path(carried: Carried, each: Carriage, inward: FilterTree[str], hub: str) -> str | None:
    route, routes = carried.route, each.link_compared.routes
    back = next(inward.overlapping(route.remote_filter), None)
    if back is None:
        return None
    there = topic.example(topic.intersection(route.remote_filter, back) or back)
    name = route.local_prefix + there.removeprefix(route.remote_prefix)
    there, _ = renamed_out(routes, name)
    if not any(topic.matches(filter_, there) for filter_ in each.link_compared.inward):
        return None
    return f"{each.name} {name} → {hub} {there} → {each.name} {renamed_in(routes, there)[0]}"
