"""A private key that does not belong to the certificate beside it.

Half of a renewed pair, most often.

## Why

SSL_CTX_check_private_key(3). A broker does not start with it, and a bridge
does not connect: `key values mismatch`.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/swapped/fullchain.pem, private_key: pki/swapped/privkey.pem} # here
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
    """Find keys that are another certificate's."""
    found = keys_with(case, KeyFault.OF_ANOTHER, "is the key of another certificate than {certificate}")
    yield from told(found, "take both from one renewal")
