"""A route at QoS 0.

Whatever is published while the link is away is lost, and so is what is on its
way when it breaks. That suits readings which the next one replaces; commands,
alarms and whatever is counted want QoS 1.

## Why

MQTT 3.1.1 §4.3.1: "at most once". Nothing says what may be lost here, so this is
advice; with `expect: {outage: …}` the rule `outage-at-qos0` answers.

## Fails

```yaml
topics:
  - {filter: "sensors/#", qos: 0} # here
```

## Passes

```yaml
topics:
  - {filter: "sensors/#", qos: 1}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carried import forgetful_routes
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.sessions import expects_outage
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"


def check(case: Case) -> Iterator[Fault]:
    """Find routes at QoS 0 of spokes of which no outage is expected."""
    for spokes in case.spokes:
        if not expects_outage(spokes):
            for loc, route in forgetful_routes(spokes, case.hub):
                yield Fault(
                    (*loc, "qos"),
                    f"of `{route.filter}` nothing is kept while the link is away",
                    "write `qos: 1`, unless the next message replaces a lost one",
                )
