"""A bridge that demands a stapled OCSP answer of a Mosquitto hub.

Mosquitto staples none, whatever certificate it has, and Let's Encrypt has
given none since August 2025: the bridge never connects.

## Why

mosquitto.conf(5), `bridge_require_ocsp`: the bridge wants the answer from the
hub, within the handshake (RFC 6066 §8). No option of a listener gives one; the
bridge logs `invalid status response`.

## Fails

```yaml
bridge: {require_ocsp: true} # here
```

## Passes

```yaml
bridge: {require_ocsp: false}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Edit, Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find bridges that demand OCSP of a hub of ours."""
    if case.mesh.hub is None:
        return
    for spokes in case.spokes:
        if spokes.bridge and spokes.bridge.tls and spokes.bridge.require_ocsp:
            for place in spokes.places("bridge", "require_ocsp"):
                yield Fault(
                    place.loc,
                    f"{place.who} would wait for an OCSP answer, and a Mosquitto hub gives none",
                    "remove it",
                    on_key=True,
                    edit=Edit(place.loc, "false"),
                )
