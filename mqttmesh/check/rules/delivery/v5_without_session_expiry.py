"""An MQTT 5 bridge whose session at the hub ends with the link.

In MQTT 5 a session is kept for its expiry interval, and without one that is no
time at all, whatever `cleansession` says. What the hub has for a spoke that is
away is thrown away; what the spoke has for the hub is kept.

## Why

MQTT 5 §3.1.2.11.2: an absent Session Expiry Interval is 0. Of 50 messages for a
spoke that was away, none came; with `session_expiry_interval: 1h`, all.

## Fails

```yaml
bridge:
  protocol: mqttv50 # here
```

## Passes

```yaml
bridge:
  protocol: mqttv50
  session_expiry_interval: 1d
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carried import inward
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.sessions import expects_outage
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find MQTT 5 bridges that could say how long their session is kept, and do not."""
    for spokes in case.spokes:
        bridge = spokes.bridge
        if bridge is None or bridge.protocol != "mqttv50" or spokes.broker.release == "2.0":
            continue
        if bridge.session_expiry_interval or bridge.cleansession or expects_outage(spokes):
            continue
        if inward(spokes):
            for place in spokes.places("bridge", "protocol"):
                yield Fault(
                    place.loc,
                    f"what the hub has for {place.who} is lost whenever the link is away",
                    "add `session_expiry_interval: 1d`",
                )
