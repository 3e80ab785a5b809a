"""A raw line that this Mosquitto does not know.

One unknown word stops the broker: it does not start, and in a container it is
started again for ever.

## Why

Real brokers of both releases end with `Unknown configuration variable`. The words
were asked of the brokers themselves; options of 2.1 are unknown to 2.0.

## Fails

```yaml
defaults:
  image: eclipse-mosquitto:2.0.22
  extra_config:
    unchecked: true
    broker:
      - packet_buffer_size 8192 # here
```

## Passes

```yaml
defaults:
  extra_config:
    unchecked: true
    broker:
      - packet_buffer_size 8192
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.mosquitto_options import is_known
from mqttmesh.check.raw_lines import raw_lines
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find raw lines with an option that the broker's release does not have."""
    for line in raw_lines(case):
        release = line.subject.broker.release
        if not is_known(line.option, release):
            newer = is_known(line.option, "2.1")
            yield Fault(
                line.loc,
                f"Mosquitto {release} does not know `{line.option}`, and does not start with it",
                "run Mosquitto 2.1, or remove the line" if newer else "see mosquitto.conf(5) for its name",
            )
