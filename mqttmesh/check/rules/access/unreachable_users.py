"""Users of a broker that has no listener.

A spoke without `listeners` has nothing but its bridge: nobody can log in there,
and the passwords of its users are made and kept for nothing.

## Why

mosquitto.conf(5), `listener`: clients come in by listeners alone. What the rest of
the mesh says of this broker opens none.

## Fails

```yaml
spokes:
  - name: barn
    users: [{name: meter, write: ["sensors/#"]}] # here
```

## Passes

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users: [{name: meter, write: ["sensors/#"]}]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "topology"


def check(case: Case) -> Iterator[Fault]:
    """Find users that a broker without listeners has of its own; those of `defaults` may be for others."""
    for subject in case.brokers:
        if subject.spec.users and not subject.broker.listeners:
            for place in subject.places("users"):
                if place.loc[0] != "defaults":
                    yield Fault(
                        place.loc,
                        f"nobody can log in to {place.who}: there is no listener",
                        "add `listeners`, or remove the users",
                        on_key=True,
                    )
