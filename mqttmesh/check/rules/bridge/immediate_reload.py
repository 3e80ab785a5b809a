"""A bridge that drops its link at every reload.

With `reload_type: immediate` a broker that reads its configuration again, as it
does for each renewed certificate and each new password, hangs up and dials anew,
whether the bridge has changed or not.

## Why

mosquitto.conf(5), `bridge_reload_type`. At a SIGHUP a real spoke with `immediate`
leaves the hub and comes back; one with `lazy` stays.

## Fails

```yaml
bridge: {reload_type: immediate} # here
```

## Passes

```yaml
bridge: {reload_type: lazy}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Edit, Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find bridges with `reload_type: immediate`."""
    for spokes in case.spokes:
        if spokes.bridge and spokes.bridge.reload_type == "immediate":
            for place in spokes.places("bridge", "reload_type"):
                yield Fault(
                    place.loc,
                    f"every reload of {place.who} drops the link",
                    "write `reload_type: lazy`",
                    edit=Edit(place.loc, "lazy"),
                )
