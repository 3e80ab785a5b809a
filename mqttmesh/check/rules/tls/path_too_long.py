"""A chain with more authorities than one of them allows.

## Why

RFC 5280 §4.2.1.9, `pathLenConstraint`: how many intermediates may stand
between an authority and a leaf. `certificate verify failed`.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/deep/fullchain.pem, private_key: pki/deep/privkey.pem} # here
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.certs.cause import Cause
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find chains that are longer than an authority allows."""
    yield from told(_found(case), "have the leaf issued by an authority higher up")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for refused in case.papers.refused(Cause.TOO_LONG):
        from mqttmesh.certs.facts import title

        at = refused.diagnosis.at
        loc, name = case.papers.place(refused)
        yield loc, name, f"has more authorities below `{title(at.subject)}` than that one allows"
