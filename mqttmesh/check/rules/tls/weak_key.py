"""A key that OpenSSL takes for too short.

RSA and DSA below 2048 bits, elliptic curves below 224.

## Why

SSL_CTX_set_security_level(3): level 2, the default of Debian, Ubuntu and
OpenSSL since 3.2, so of the official images too, wants 112 bits of security. A
broker does not start with such a certificate: `ee key too small`.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/weak/fullchain.pem, private_key: pki/weak/privkey.pem} # here
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
    """Find certificates with keys that are too short."""
    yield from told(_found(case), "make a new key: EC P-256, or RSA of 2048 bits or more")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for shown, file in case.papers.here:
        from mqttmesh.certs.strength import weak_key

        for each in file.certificates:
            if kind := weak_key(each):
                yield shown.loc, file.name, f"has a key that is too weak: {kind}"
    for refused in case.papers.refused(Cause.WEAK_KEY):
        loc, name = case.papers.place(refused)
        yield loc, name, "has a key that is too weak"
