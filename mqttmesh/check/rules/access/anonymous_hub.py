"""A hub at which anybody may be any spoke.

With `auth: {spokes: anonymous}` spokes give no name, so the hub cannot tell them
apart: whoever reaches it may publish as each of them and read what each is told.

## Why

mosquitto.conf(5), `allow_anonymous`: all anonymous clients share one set of
topics in the ACL, here those of every spoke together. A client without a name
publishes a reading of `barn` at a real hub; where spokes have passwords it is
refused.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  auth: {spokes: anonymous} # here
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  auth: {spokes: password}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.reach import nameless_listeners
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find a hub of ours with anonymous spokes, unless only its own machine reaches it."""
    if case.hub and case.resolution.hub.proof == "anonymous" and any(nameless_listeners(case.hub)):
        yield Fault(
            ("hub", "auth", "spokes"),
            "whoever reaches the hub may publish as every spoke, and read what each is told",
            "let spokes in by `password` or by certificate",
        )
