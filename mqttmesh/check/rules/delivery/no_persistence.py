"""A broker whose sessions and queues end with its process.

Without persistence a restart, an update or a power cut loses every message that
waits for the link, and every subscription of a client that is away.

## Why

mosquitto.conf(5), `persistence`: without it nothing is written to disk. A spoke
that is stopped while its link is down, and started again, delivers none of the
messages that it had accepted at QoS 1.

## Fails

```yaml
defaults:
  persistence: {enabled: false} # here
```

## Passes

```yaml
defaults:
  persistence: {enabled: true}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Edit, Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find brokers with `persistence: {enabled: false}`."""
    for subject in case.brokers:
        if not subject.broker.persistence.enabled:
            for place in subject.places("persistence", "enabled"):
                yield Fault(
                    place.loc,
                    f"what waits at {place.who} is lost at a restart",
                    "remove `enabled: false`",
                    on_key=True,
                    edit=Edit(place.loc, "true"),
                )
