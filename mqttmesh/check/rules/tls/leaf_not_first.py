"""A chain that does not begin with the broker's own certificate.

The first certificate is the one that is shown and that the key must belong to;
the others lead from it to the root.

## Why

SSL_CTX_use_certificate_chain_file(3): the file starts with the subject's
certificate. Mosquitto does not start: `key values mismatch`.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/backwards/fullchain.pem, private_key: pki/backwards/privkey.pem} # here
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

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find chains that begin with an authority."""
    yield from told(_found(case), "put the leaf first, then its issuer, and so on")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for shown, file in case.papers.here:
        from mqttmesh.certs.facts import facts_of

        first, *others = file.certificates
        if facts_of(first).authority and not all(facts_of(each).authority for each in others):
            yield shown.loc, file.name, "begins with an authority's certificate, not with the broker's own"
