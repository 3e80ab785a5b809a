"""A spoke that sends under another spoke's topics.

A spoke sends under the topics of another: where routes put `{spoke}`, this one
has another spoke's name. Whoever reads at the hub takes it for that one's.

## Why

It follows from the names: the prefix is the one that another spoke has by
`sites/{spoke}/`, and the hub's ACL lets this one write there.

## Fails

```yaml
spokes:
  - name: barn
    topics:
      - {filter: "doors/#", remote_prefix: "sites/silo-1/"} # here
  - name: silo-{1..3}
```

## Passes

```yaml
spokes:
  - name: barn
    topics:
      - {filter: "doors/#", remote_prefix: "sites/{spoke}/"}
  - name: silo-{1..3}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carriage import Carriage, once, quoted
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "topology"


def check(case: Case) -> Iterator[Fault]:
    """Find routes out below what is another spoke's by a placeholder."""
    said = {carried.said.remote_prefix for each in case.carriages for carried in each.all}
    own = {tuple(prefix.split("{spoke}")) for prefix in said if prefix.count("{spoke}") == 1}
    named = tuple(
        pair for pair in own if len(pair) == 2 and pair[1].startswith("/") and "{" not in "".join(pair)
    )
    if named:
        names = {spoke.name for spoke in case.mesh.spokes}
        yield from once(fault for each in case.carriages for fault in _of(each, named, names))


def _of(each: Carriage, own: tuple[tuple[str, ...], ...], names: set[str]) -> Iterator[Fault]:
    for carried in each.all:
        if carried.route.outward and "{" not in carried.said.remote_prefix:
            for before, after in own:
                name = carried.route.remote_filter.removeprefix(before).partition("/")[0]
                begins = carried.route.remote_filter.startswith(before + name + after)
                if begins and name in names and name not in {broker.name for broker in each.spokes.brokers}:
                    message = f"{each.name} sends under {quoted(before + name + after)}, which is {name}'s"
                    yield from each.fault(carried, message, "write `{spoke}` in its place", "remote_prefix")
