"""An image whose tag moves.

`eclipse-mosquitto:2.1` is another broker after the next release. Two hosts of one
mesh then run different ones, and a restart becomes an update.

## Why

Of the tags of the official image only those with three numbers, and digests, stay
what they are. Releases have changed what an old configuration means: 2.0 closed
listeners to anonymous clients, 2.1 refuses symbolic links.

## Fails

```yaml
defaults:
  image: eclipse-mosquitto:2.1 # here
```

## Passes

```yaml
defaults:
  image: eclipse-mosquitto:2.1.2
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"

_FIXED = re.compile(r".*(@sha256:[0-9a-f]{64}|:v?[0-9]+\.[0-9]+\.[0-9]+([.-].*)?)")


def check(case: Case) -> Iterator[Fault]:
    """Find images with neither a digest nor a version of three numbers."""
    for subject in case.brokers:
        if not _FIXED.fullmatch(subject.broker.image):
            for place in subject.places("image"):
                yield Fault(
                    place.loc,
                    f"`{subject.broker.image}` may be another Mosquitto tomorrow",
                    "write all three numbers of the version, or a digest",
                )
