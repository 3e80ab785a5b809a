"""A private key with a pass phrase.

A broker has nobody to ask for it.

## Why

mosquitto.conf(5) has no option for a pass phrase, and a broker without a
terminal does not start: `bad password read`.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/locked/fullchain.pem, private_key: pki/locked/privkey.pem} # here
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

from mqttmesh.certs.cause import KeyFault
from mqttmesh.check.case import Case
from mqttmesh.check.keys import keys_with
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find keys with a pass phrase."""
    found = keys_with(case, KeyFault.ENCRYPTED, "has a pass phrase, and a broker has nobody to ask")
    yield from told(found, "write it without: openssl pkey -in KEY -out NEW, mode 0600")
