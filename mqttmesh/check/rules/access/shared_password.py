"""Several spokes that log in to the hub with one password.

`bridge: {password: …}` names one file or variable. Said for many spokes, it gives
all of them the same password: whoever has one spoke's can log in as every other.

## Why

A real hub lets in each user name with that one password, and gives it what that
spoke may read and write. Left out, each spoke has a password of its own in
`secrets/SPOKE.password`.

## Fails

```yaml
bridge: {password: {env: FARM_PASSWORD}} # here
```

## Passes

```yaml
bridge: {keepalive: 30s}
```
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from mqttmesh.check.case import Case, Place
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity
from mqttmesh.mesh import SecretRef

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find places of passwords that more than one spoke has."""
    for ref, places in _said(case).items():
        spokes = [broker.name for place in places for broker in place.brokers]
        if len(spokes) < 2:
            continue
        for place in places:
            yield Fault(
                place.loc,
                f"`{spokes[0]}` and {len(spokes) - 1:,} more log in with the one password of "
                f"{ref.env or ref.file}: each can be the other",
                "remove it: each spoke has a password of its own then",
                on_key=True,
            )


def _said(case: Case) -> dict[SecretRef, list[Place]]:
    """Where passwords of bridges are, and who said so."""
    found: dict[SecretRef, list[Place]] = defaultdict(list)
    for spokes in case.spokes:
        bridge = spokes.broker.bridge
        if spokes.bridge and spokes.bridge.password and bridge and bridge.password:
            found[bridge.password].extend(spokes.places("bridge", "password"))
    return found
