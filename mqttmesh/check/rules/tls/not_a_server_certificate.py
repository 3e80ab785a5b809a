"""A certificate at a listener that does not prove a server.

## Why

RFC 5280 §4.2.1.12: with an extended key usage, a certificate serves what it
names. OpenSSL wants `serverAuth` of a server, and `anyExtendedKeyUsage` is not
enough.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/client/fullchain.pem, private_key: pki/client/privkey.pem} # here
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
from mqttmesh.check.purposes import not_serving
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find listeners' certificates that are no servers'."""
    yield from told(_found(case), "have it issued for a server")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for shown, _ in not_serving(case, "server"):
        yield shown.loc, shown.pair.certificate, "does not prove a server (serverAuth), and is shown by one"
