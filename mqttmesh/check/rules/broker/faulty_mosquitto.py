"""A release of Mosquitto with a known fault.

The image's tag names a release whose successors mend something that a mesh like
this one meets: a hole, a crash, a bridge that does not come back.

## Why

Mosquitto's own ChangeLog, by release; the message says which fault is mended first.

## Fails

```yaml
defaults:
  image: eclipse-mosquitto:2.0.14 # here
```

## Passes

```yaml
defaults:
  image: eclipse-mosquitto:2.0.22
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "topology"

_TAG = re.compile(r"(?:.*/)?eclipse-mosquitto:2\.0\.([0-9]{1,3})(?:[.-].*)?(?:@.*)?")

_MENDED = (
    (9, "with an empty or broken CA file a bridge trusts every hub from its second try on"),
    (10, "a client with a password can crash it by a bad CONNACK (CVE-2021-28166)"),
    (11, "a bridge whose first try to reconnect fails never comes back"),
    (15, "it does not wait as `restart` says, and may lose what a bridge has queued"),
    (16, "clients can use up its memory (CVE-2023-28366, CVE-2023-0809, CVE-2023-3592)"),
    (19, "a crafted packet crashes a bridge with prefixes"),
    (21, "a client with a password can use up its memory by SUBSCRIBE"),
    (22, "a message below $CONTROL over a bridge with prefixes crashes it"),
)
"""Which 2.0.x mends what those before it do, as the ChangeLog has it."""


def check(case: Case) -> Iterator[Fault]:
    """Find tags of the official image with a release that has since been mended."""
    for subject in case.brokers:
        found = _TAG.fullmatch(subject.broker.image)
        patch = int(found[1]) if found else _MENDED[-1][0]
        fault = next(((mended, what) for mended, what in _MENDED if patch < mended), None)
        if fault:
            for place in subject.places("image"):
                yield Fault(
                    place.loc,
                    f"Mosquitto 2.0.{patch}: {fault[1]}; 2.0.{fault[0]} mends it",
                    f"run 2.0.{_MENDED[-1][0]} or later, or 2.1.2",
                )
