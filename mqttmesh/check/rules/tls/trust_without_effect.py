"""Authorities that nobody asks: every bridge is without TLS.

Whoever wrote them meant the links to be protected, and they are not.

## Why

mosquitto.conf(5): `bridge_cafile` is what makes a bridge speak TLS; with
`bridge: {tls: false}` none is written, and all that crosses it, passwords too,
is in clear.

## Fails

```yaml
trust: [pki/root.pem] # here
bridge: {tls: false}
hub:
  host: mqtt.farm.example
  listeners: [{port: 1883}]
```

## Passes

```yaml
trust: [pki/root.pem]
bridge: {tls: true}
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
    """Find authorities beside bridges of which none speaks TLS."""
    if case.mesh.trust.files and not any(spokes.bridge and spokes.bridge.tls for spokes in case.spokes):
        yield Fault(
            ("trust",), "no bridge speaks TLS, so nobody asks whom to trust", "remove it, or `tls: false`"
        )
