"""A chain whose certificates do not follow one another.

OpenSSL puts them in order; other clients of the same broker need not.

## Why

RFC 5246 §7.4.2: each certificate must directly certify the one before it. RFC
8446 only tells clients to bear with less. The order is in the file.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/shuffled/fullchain.pem, private_key: pki/shuffled/privkey.pem} # here
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

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.WARNING
PROOF = "certificate"


def check(case: Case) -> Iterator[Fault]:
    """Find chains in which an issuer stands elsewhere than behind what it issued."""
    yield from told(_found(case), "leaf first, then its issuer, then that one's")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for shown, file in case.papers.here:
        from mqttmesh.certs.order import out_of_order

        if out_of_order(file.certificates):
            yield shown.loc, file.name, "holds its chain in another order than from the leaf upwards"
