"""Many spokes that all dial again within moments.

When a hub comes back, all its spokes dial. With a short `restart` they do so in
the same seconds, each with a TLS handshake, and a hub that cannot answer them all
in time is dialled again by those it left out.

## Why

Measured on two cores: with a wait of 1 to 5 s, 100 spokes are back in 2 s, 500
spokes in 24 to 35 s, and of 1,000 fewer than half within 40 s. What a hub can
bear depends on its machine, so this is advice.

## Fails

```yaml
spokes: [{name: "silo-{001..500}"}]
bridge:
  restart: {base: 1s, cap: 5s} # here
```

## Passes

```yaml
spokes: [{name: "silo-{001..500}"}]
bridge:
  restart: {base: 5s, cap: 60s}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"


_MANY = 200  # spokes
_SHORT = 10  # seconds


def check(case: Case) -> Iterator[Fault]:
    """Find short waits in a mesh of many spokes."""
    count = len(case.mesh.spokes)
    if count < _MANY:
        return
    for spokes in case.spokes:
        restart = spokes.bridge.restart if spokes.bridge else None
        if restart and (restart.cap or restart.base or _SHORT) < _SHORT:
            for place in spokes.places("bridge", "restart"):
                longest = restart.cap or restart.base
                yield Fault(
                    place.loc,
                    f"when the hub comes back, {count:,} spokes dial it within {longest} s",
                    "write `restart: {base: 5s, cap: 60s}`",
                )
