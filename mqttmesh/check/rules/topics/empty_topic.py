"""A message without a topic, which ends the link.

A message on the bare prefix is left without any topic when the bridge takes the
prefix away and puts none in its place. Whoever receives that hangs up. At QoS 1
and 2 it is sent again at each connection: one such message ends the link for
good.

## Why

MQTT 3.1.1 §4.7.3: a topic has at least one character. One message on `sensors/`
(`#` matches no level, and an empty one) made both Mosquitto 2.0 and 2.1 drop the
link as `malformed packet` again and again, and nothing behind it arrived.

## Fails

```yaml
topics:
  - {filter: "#", local_prefix: "sensors/"} # here
```

## Passes

```yaml
topics:
  - {filter: "sensors/#"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh import topic
from mqttmesh.check.carriage import Carriage, once, quoted
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity
from mqttmesh.flow import may_write, renamed_in, renamed_out
from mqttmesh.mesh import Broker

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find routes by which somebody can send a message that is left without a topic."""
    return once(fault for each in case.carriages for fault in _of(each, case.mesh.hub))


def _of(each: Carriage, hub: Broker | None) -> Iterator[Fault]:
    for carried in each.compared:
        route, routes = carried.route, each.link_compared.routes
        sides = (
            (
                route.outward,
                route.local_prefix,
                route.local_filter,
                renamed_out,
                each.spokes.broker,
                "remote",
            ),
            (route.inward, route.remote_prefix, route.remote_filter, renamed_in, hub, "local"),
        )
        for carries, name, filter_, renamed, broker, other in sides:
            bare = carries and name and topic.matches(filter_, name) and renamed(routes, name)[0] == ""
            if bare and _somebody_may_write(broker, name):
                message = f"one message on {quoted(name)} ends the link: it is left without a topic"
                hint = f"give it a `{other}_prefix`, or write {quoted(filter_)} as the filter"
                yield from each.fault(carried, message, hint)


def _somebody_may_write(broker: Broker | None, name: str) -> bool:
    if broker is None:
        return True  # who knows
    if not broker.listeners:
        return False
    anyone = any(listener.allow_anonymous for listener in broker.listeners)
    grants = (grant.access for grant in broker.grants)
    return (anyone and may_write(broker.anonymous, name)) or any(may_write(access, name) for access in grants)
