"""Retained messages that go round and grow.

A retained message goes round as often as the link is made: the hub sends what it
retains, also to the spoke that it came from; the spoke retains it, and sends it
at the next connection. Where it comes back under another name that is carried
too, each round adds a topic to both brokers, one prefix longer, for ever.

## Why

A bridge never sends back what it brought, but for retained messages: a broker
sends those to each new subscription, and a bridge all that are retained here
when it connects. Mosquitto 2.0 and 2.1, over MQTT 3.1.1 and 5, were seen to grow
`x/a`, `x/x/a`, `x/x/x/a` by one prefix at every second connection.

## Fails

```yaml
topics:
  - {filter: "#", remote_prefix: "sites/{spoke}/"} # here
  - {filter: "sites/#", direction: in}
```

## Passes

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
  - {filter: "sites/#", direction: in}
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from mqttmesh import topic
from mqttmesh.check.carriage import Carriage, once
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity
from mqttmesh.flow import FilterTree, renamed_out
from mqttmesh.mesh import TopicRoute

SEVERITY = Severity.WARNING
PROOF = "broker"


ROUNDS = 8
"""A message that is still renamed after so many will be so for ever, or nearly."""

MOST_TRIED = 8
"""Overlaps of one route that are looked at."""

STARTS = 256
"""Topics of one bridge that are followed."""


def check(case: Case) -> Iterator[Fault]:
    """Find routes out whose retained messages come back to be sent again under another topic."""
    hub = case.mesh.hub.name if case.mesh.hub else "the hub"
    return once(fault for each in case.carriages for fault in _of(each, hub))


def _of(each: Carriage, hub: str) -> Iterator[Fault]:
    outward: FilterTree[TopicRoute] = FilterTree()
    inward: FilterTree[TopicRoute] = FilterTree()
    for carried in each.compared:
        if carried.route.outward:
            outward.add(carried.route.local_filter, carried.route)
        if carried.route.inward:
            inward.add(carried.route.remote_filter, carried.route)
    starts = (
        (carried, name)
        for carried in each.compared
        if carried.route.outward
        for name in dict.fromkeys(_starts(carried.route, outward, inward))
    )
    for carried, name in islice(starts, STARTS):
        if path := _round(each, name, hub):
            message = f"retained messages come back under another name, and go out again: {path}"
            hint = "let no route in match what a route out names, or split their prefixes"
            yield from each.fault(carried, message, hint)


def _starts(
    out: TopicRoute, outward: FilterTree[TopicRoute], inward: FilterTree[TopicRoute]
) -> Iterator[str]:
    """Topics that may leave by a route, come back under another name, and leave again."""
    for back in islice(inward.overlapping(out.remote_filter), MOST_TRIED):
        if (back.local_prefix, back.remote_prefix) == (out.local_prefix, out.remote_prefix):
            continue
        there = topic.intersection(out.remote_filter, back.remote_filter) or ""
        here = back.local_prefix + there.removeprefix(back.remote_prefix)
        for again in islice(outward.overlapping(here), MOST_TRIED):
            name = topic.example(topic.intersection(here, again.local_filter) or here)
            there_again = back.remote_prefix + name.removeprefix(back.local_prefix)
            yield out.local_prefix + there_again.removeprefix(out.remote_prefix)


def _round(each: Carriage, name: str, hub: str) -> str | None:
    """The way of a topic in the first rounds, or None where it comes to rest."""
    names = [name]
    for _ in range(ROUNDS):
        back = each.link_compared.around(names[-1])
        if back is None or back == names[-1]:
            return None
        names.append(back)
    routes = each.link_compared.routes
    rounds = (f"{each.name} {here} → {hub} {renamed_out(routes, here)[0]} → " for here in names[:2])
    return "".join(rounds) + f"{each.name} {names[2]} → …"
