"""An expected rate of messages in a direction that no route carries.

`rate` is what a spoke sends over its bridge, `inward_rate` what the hub sends it.
Where no route leads that way, the number says nothing, and the outage that it
belongs to is not computed.

## Why

A bridge carries what its `topics` say and nothing else: mosquitto.conf(5),
`topic`. A rate without a route is a mistake in one of the two.

## Fails

```yaml
expect:
  rate: 1/s
  inward_rate: 1/m # here
  outage: 8h
topics:
  - {filter: "sensors/#"}
```

## Passes

```yaml
expect: {rate: 1/s, outage: 8h}
topics:
  - {filter: "sensors/#"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carried import inward, outward
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "topology"


def check(case: Case) -> Iterator[Fault]:
    """Find rates of a direction that nothing goes."""
    for spokes in case.spokes:
        expect = spokes.expect
        if expect is None:
            continue
        for rate, carried, way in (
            ("rate", outward(spokes), "out to the hub"),
            ("inward_rate", inward(spokes), "in from the hub"),
        ):
            if getattr(expect, rate) and not carried:
                for place in spokes.places("expect", rate):
                    yield Fault(
                        place.loc,
                        f"no route of {place.who} leads {way}",
                        f"add one, or remove `{rate}`",
                        True,
                    )
