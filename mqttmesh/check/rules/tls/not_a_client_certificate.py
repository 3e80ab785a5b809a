"""A certificate of a spoke that does not prove a client.

## Why

RFC 5280 §4.2.1.12: with an extended key usage, a certificate serves what it
names. OpenSSL wants `clientAuth` of a client: `unsupported certificate`.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  auth: {spokes: {certificate: {client_ca: pki/spokes.pem}}}
spokes:
  - name: barn
    client_tls:
      certificate: pki/hub/fullchain.pem # here
      private_key: pki/hub/privkey.pem
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  auth: {spokes: {certificate: {client_ca: pki/spokes.pem}}}
spokes:
  - name: barn
    client_tls:
      certificate: pki/barn/fullchain.pem
      private_key: pki/barn/privkey.pem
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
    """Find spokes' certificates that are no clients'."""
    yield from told(_found(case), "have it issued for a client")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for shown, leaf in not_serving(case, "client"):
        from mqttmesh.certs.letsencrypt import is_leaf

        if not is_leaf(leaf):  # of which `letsencrypt-client-certificate` says more
            yield (
                shown.loc,
                shown.pair.certificate,
                "does not prove a client (clientAuth), and is shown by one",
            )
