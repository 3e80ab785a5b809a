"""A session that ends before the expected outage does.

A queue belongs to a session. With `cleansession` both sessions of a bridge, at
the hub and at its spoke, end with the link; in MQTT 5 the hub keeps that of a
spoke for `session_expiry_interval`, and in any MQTT no longer than its own
`persistence.client_expiration`. What waits there then is thrown away.

## Why

MQTT 5 §3.1.2.11.2 and mosquitto.conf(5), `persistent_client_expiration`. A spoke
with an expiry of a second got none of 50 messages after an outage of three, one
with an hour got them all.

## Fails

```yaml
expect: {outage: 8h}
bridge:
  protocol: mqttv50
  session_expiry_interval: 1h # here
```

## Passes

```yaml
expect: {outage: 8h}
bridge:
  protocol: mqttv50
  session_expiry_interval: 1d
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.outage import time_text
from mqttmesh.check.rule import Fault
from mqttmesh.check.sessions import sessions
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find sessions that end within the expected outage."""
    for spokes in case.spokes:
        outage = (spokes.expect.outage if spokes.expect else None) or 0
        for session in sessions(spokes, case.hub):
            if session.kept is None or session.kept >= outage:
                continue
            end = f"after {time_text(session.kept)}" if session.kept else "with the link"
            for place in session.said_by.places(*session.setting):
                yield Fault(
                    place.loc,
                    f"a session at the {session.keeper} ends {end}, and an outage of {time_text(outage)} "
                    "is expected",
                    session.remedy,
                )
