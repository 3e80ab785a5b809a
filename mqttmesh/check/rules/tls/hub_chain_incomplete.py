"""A hub that serves a part of its chain: cert.pem instead of fullchain.pem.

Browsers often know the missing intermediate from elsewhere; a bridge does not,
and refuses the hub.

## Why

RFC 8446 §4.4.2: whoever shows a certificate sends all that lead to the root,
which alone may be left out. certbot puts the leaf alone into `cert.pem`, and
the whole chain into `fullchain.pem`.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/cert.pem, private_key: pki/hub/privkey.pem} # here
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
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find a hub whose chain ends before it reaches an authority that spokes trust."""
    for refused in case.papers.refused(Cause.INCOMPLETE):
        if refused.shown.purpose == "server" and refused.sure:
            from mqttmesh.certs.facts import title

            name, at = refused.shown.pair.certificate, refused.diagnosis.at
            yield Fault(
                refused.shown.loc,
                f"{name} ends below `{title(at.issuer)}`, which is neither in it nor under `trust`",
                "serve the whole chain, as in certbot's fullchain.pem, or trust the issuer if it is a root",
            )
