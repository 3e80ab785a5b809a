"""A keep-alive so long that routers may forget the link.

Routers, firewalls and mobile networks forget a connection that carries nothing
for some minutes. The spoke then believes in a dead link until its next ping goes
unanswered, and the hub can send it nothing.

## Why

RFC 5382 asks for more than two hours, and mobile networks are known for five
minutes and less. What lies between hub and spoke is not known here, so this is
advice.

## Fails

```yaml
bridge: {keepalive: 10m} # here
```

## Passes

```yaml
bridge: {keepalive: 60s}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.outage import time_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"


_LONGEST = 300  # seconds


def check(case: Case) -> Iterator[Fault]:
    """Find bridges that say nothing for more than five minutes."""
    for spokes in case.spokes:
        bridge = spokes.bridge
        if bridge is None or (bridge.keepalive or 0) <= _LONGEST:
            continue
        if bridge.tcp_keepalive is None or bridge.tcp_keepalive.idle > _LONGEST:
            for place in spokes.places("bridge", "keepalive"):
                yield Fault(
                    place.loc,
                    f"an idle link of {place.who} carries nothing for {time_text(bridge.keepalive or 0)}",
                    "write `keepalive: 60s`, or add `tcp_keepalive`",
                )
