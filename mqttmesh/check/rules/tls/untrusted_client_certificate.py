"""A spoke whose certificate the hub's authority did not issue.

The chain that a spoke shows must lead to `client_ca`; a bundle that the hub
does not have must come with it.

## Why

OpenSSL, verify(1ssl). The hub logs `certificate verify failed`, the spoke
often no more than that it was disconnected.

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
      certificate: pki/foreign/fullchain.pem # here
      private_key: pki/foreign/privkey.pem
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

from mqttmesh.certs.cause import Cause
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find spokes' certificates that lead to no authority of the hub."""
    yield from told(_found(case), "have it issued by that authority, and serve its intermediates too")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for refused in case.papers.refused(Cause.UNTRUSTED, Cause.INCOMPLETE):
        if refused.shown.purpose == "client":
            from mqttmesh.certs.facts import title

            issuer = title(refused.diagnosis.at.issuer)
            what = f"leads to `{issuer}`, which is not in {refused.believed[0].name}"
            yield refused.shown.loc, refused.shown.pair.certificate, what
