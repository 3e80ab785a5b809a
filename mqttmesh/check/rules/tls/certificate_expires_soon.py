"""A certificate with less than a third of its life left, and less than 90 days.

It should have been renewed by now, and nobody will remind you: Let's Encrypt
has sent no reminders since June 2025. Certificates for years, of an authority of
one's own, are told 90 days before their end.

## Why

certbot renews when a third of the lifetime is left, be it of 90 days or of 45,
and of those of less than ten days when half is. The dates are in the file.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/aging/fullchain.pem, private_key: pki/aging/privkey.pem} # here
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
from datetime import timedelta

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.WARNING
PROOF = "certificate"

_SOON = timedelta(days=90)


def check(case: Case) -> Iterator[Fault]:
    """Find certificates that are due for renewal."""
    yield from told(_found(case), "renew it, and see why nothing did")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for shown, file in case.papers.here:
        from mqttmesh.certs.facts import RENEW_BELOW, facts_of

        leaf = facts_of(file.certificates[0])
        if 0 < leaf.share_left(case.now) < RENEW_BELOW and leaf.left(case.now) < _SOON:
            yield shown.loc, file.name, f"expires on {leaf.not_after:%Y-%m-%d %H:%M} UTC, in its last third"
