"""A public authority that vouches for clients.

Everybody can have a certificate of a public authority. What a client is let in
by must come from an authority of one's own.

## Why

mosquitto.conf(5), `require_certificate`: whatever an authority of `cafile`
issued is let in. Public ones issue to anybody who has a name; and Let's
Encrypt's prove no client any more, so that nobody comes in at all. The
authority's name is in the file.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  auth: {spokes: {certificate: {client_ca: pki/isrg-root-x2.pem}}} # here
spokes:
  - name: barn
    client_tls: {certificate: pki/absent/fullchain.pem, private_key: pki/absent/privkey.pem}
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
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.WARNING
PROOF = "certificate"


def check(case: Case) -> Iterator[Fault]:
    """Find authorities of clients that issue to everybody."""
    yield from told(_public(case), "make an authority of your own, and name its root")


def _public(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for believed, file in case.papers.believed_here:
        if believed.purpose == "client":
            from mqttmesh.certs.facts import title
            from mqttmesh.certs.letsencrypt import is_authority

            for each in file.certificates:
                if is_authority(each):
                    yield believed.loc, file.name, f"holds `{title(each.subject)}`, which issues to everybody"
