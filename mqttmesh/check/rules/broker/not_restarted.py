"""A broker that stays down after its host has started again.

With `restart: "no"` Docker starts the container never again by itself, with
`on-failure` not after the host or Docker was restarted.

## Why

Docker's documentation, "Start containers automatically". A supervisor of your own
may start it; nothing here knows of one.

## Fails

```yaml
defaults:
  container: {restart: on-failure} # here
```

## Passes

```yaml
defaults:
  container: {restart: always}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"


def check(case: Case) -> Iterator[Fault]:
    """Find restart policies that end with the host."""
    for subject in case.brokers:
        policy = subject.broker.container.restart
        if policy in ("no", "on-failure"):
            for place in subject.places("container", "restart"):
                yield Fault(
                    place.loc,
                    f"nothing starts {place.who} again after the host has started again",
                    "remove it: `unless-stopped` holds then",
                )
