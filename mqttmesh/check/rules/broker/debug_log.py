"""A debug log for every packet.

`debug` writes several lines for each message of each client. On a busy broker the
log is turned over before anybody reads it, and what went wrong is gone with it.

## Why

mosquitto.conf(5), `log_type`. For a search it is just right.

## Fails

```yaml
defaults:
  log: {types: [error, warning, notice, information, debug]} # here
```

## Passes

```yaml
defaults:
  log: {types: [error, warning, notice, information]}
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
    """Find logs with `debug`."""
    for subject in case.brokers:
        if "debug" in subject.broker.log.types:
            for place in subject.places("log", "types"):
                yield Fault(
                    place.loc,
                    f"the log of {place.who} has several lines for every message",
                    "remove `debug` when the search is over",
                )
