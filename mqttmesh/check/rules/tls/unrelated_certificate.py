"""A chain with a certificate that has nothing to do with the leaf.

It is sent with every handshake and proves nothing; most often it is the old
intermediate, and the new one is missing.

## Why

RFC 5246 §7.4.2: each certificate must directly certify the one before it.
Names and signatures are in the file.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/stray/fullchain.pem, private_key: pki/stray/privkey.pem} # here
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
    """Find certificates in a chain that are above nothing in it."""
    yield from told(_found(case), "remove it")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for shown, file in case.papers.here:
        from mqttmesh.certs.facts import title
        from mqttmesh.certs.order import unrelated

        for each in unrelated(file.certificates):
            yield shown.loc, file.name, f"holds `{title(each.subject)}`, which issued nothing of it"
