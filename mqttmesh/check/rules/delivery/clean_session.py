"""A bridge that forgets its session whenever the link goes.

With `cleansession: true` the hub drops the spoke's subscriptions and what waits
for it, and the spoke drops its own queue, unless `local_cleansession: false`
keeps that one. After each outage the hub sends its retained messages again.

## Why

mosquitto.conf(5), `cleansession`. Of 150 messages that a spoke took at QoS 1
while its link was away, none arrived, and of 50 from the hub none.

## Fails

```yaml
bridge: {cleansession: true} # here
```

## Passes

```yaml
bridge: {cleansession: false}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.sessions import expects_outage
from mqttmesh.finding import Edit, Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find bridges with `cleansession: true`."""
    for spokes in case.spokes:
        if spokes.bridge and spokes.bridge.cleansession and not expects_outage(spokes):
            both = spokes.bridge.local_cleansession is not False
            what = "all that waits, both ways," if both else "what the hub keeps for them"
            for place in spokes.places("bridge", "cleansession"):
                yield Fault(
                    place.loc,
                    f"when the link of {place.who} goes, {what} is lost",
                    "remove `cleansession: true`",
                    on_key=True,
                    edit=Edit(place.loc, "false"),
                )
