"""A certificate that is signed with SHA-1 or MD5.

What a root says of itself is not looked at.

## Why

SSL_CTX_set_security_level(3): level 2, the default of Debian, Ubuntu and
OpenSSL since 3.2, so of the official images too, wants 112 bits of security. A
hub does not start with such a certificate (`ca md too weak`), or no bridge
takes it.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/sha1/fullchain.pem, private_key: pki/sha1/privkey.pem} # here
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
    """Find certificates whose signature is too weak."""
    yield from told(_found(case), "have it issued anew, with SHA-256")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for shown, file in case.papers.here:
        from mqttmesh.certs.strength import weak_signature

        for each in file.certificates:
            if digest := weak_signature(each):
                yield shown.loc, file.name, f"is signed with {digest}, which is too weak"
    for refused in case.papers.refused(Cause.WEAK_SIGNATURE):
        loc, name = case.papers.place(refused)
        yield loc, name, "is signed with a hash that is too weak"
