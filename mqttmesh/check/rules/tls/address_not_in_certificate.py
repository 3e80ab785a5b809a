"""A hub that is dialled by an IP address that its certificate does not carry.

An address must stand in the certificate as an address: a name that looks like
one is not enough on Mosquitto 2.1.

## Why

RFC 5280 §4.2.1.6, `iPAddress`. A bridge that dials an address compares it with
these. Mosquitto 2.0 takes a name that is written as the address too, 2.1 does
not.

## Fails

```yaml
hub:
  host: 192.0.2.1
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem} # here
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
from mqttmesh.check.hosts import not_carried
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find addresses that are dialled and not carried."""
    hint = "let `hub.host` be a name that it carries, or have it issued for the address"
    yield from told(not_carried(case, addresses=True), hint)
