"""A bridge that does not check the hub's name.

With `insecure: true` a bridge takes any certificate that a trusted authority
issued, whatever name it carries. Whoever holds a certificate for any name at
all, of any public authority, can stand between a spoke and the hub. It does not
help against `unknown ca`: the chain is still checked.

## Why

mosquitto.conf(5), `bridge_insecure`: the name in the hub's certificate is no
longer compared with the one that was dialled. A hub that shows another name's
certificate proves it: the bridge connects.

## Fails

```yaml
bridge: {insecure: true} # here
```

## Passes

```yaml
bridge: {insecure: false}
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
    """Find bridges with `insecure: true`."""
    for spokes in case.spokes:
        if spokes.bridge and spokes.bridge.tls and spokes.bridge.insecure:
            for place in spokes.places("bridge", "insecure"):
                yield Fault(
                    place.loc,
                    f"{place.who} would take any hub with a trusted certificate, whatever its name",
                    "let `hub.host` be a name that the hub's certificate carries, and remove this",
                    on_key=True,
                    edit=Edit(place.loc, "false"),
                )
