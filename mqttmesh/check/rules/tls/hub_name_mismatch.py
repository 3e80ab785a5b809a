"""A hub whose certificate does not carry the name that spokes dial.

A wildcard stands for one label. The common name counts only where the
certificate has no DNS name at all.

## Why

RFC 6125 §6.4; a bridge compares what it dials (`hub.host`, or `hub.dial`) with
the certificate: Mosquitto 2.0 by itself, 2.1 by X509_check_host(3). The hub
logs `internal error` before a spoke of 2.0, `bad certificate` before one of
2.1.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/elsewhere/fullchain.pem, private_key: pki/elsewhere/privkey.pem} # here
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
    """Find names that are dialled and not carried."""
    hint = "have it issued for that name, or let `hub.host` be one that it carries"
    yield from told(not_carried(case, addresses=False), hint)
