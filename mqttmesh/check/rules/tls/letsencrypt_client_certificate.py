"""A certificate of Let's Encrypt that shall prove a client.

Its certificates prove servers, and nothing else any more. Spokes need
certificates of an authority of your own, or passwords.

## Why

letsencrypt.org, "Ending TLS Client Authentication Certificate Support in
2026": since 2026-02-11 by default, and since 2026-07-08 without exception, its
certificates have no `clientAuth`. Hubs refuse them: `unsupported certificate`.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  auth: {spokes: {certificate: {client_ca: pki/spokes.pem}}}
spokes:
  - name: barn
    client_tls: {letsencrypt: /etc/letsencrypt/live/barn.farm.example} # here
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
from mqttmesh.check.papers import Shown
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.ERROR
PROOF = "certificate"


def check(case: Case) -> Iterator[Fault]:
    """Find spokes that show a certificate of Let's Encrypt."""
    yield from told(_found(case), "issue it from an authority of your own")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for shown in case.papers.shown:
        if shown.purpose == "client" and _is_refused(shown, case):
            yield shown.loc, shown.pair.certificate, "is Let's Encrypt's, whose certificates prove no client"


def _is_refused(shown: Shown, case: Case) -> bool:
    file = case.certificates.certificates(shown.pair.certificate)
    if file is None or not file.certificates:
        return shown.pair.letsencrypt is not None
    from mqttmesh.certs.diagnosis import serves
    from mqttmesh.certs.letsencrypt import is_leaf

    leaf = file.certificates[0]  # certbot may have it from another authority
    return is_leaf(leaf) and not serves(leaf, "client")
