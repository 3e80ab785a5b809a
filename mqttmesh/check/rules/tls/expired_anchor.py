"""A root that has expired, and that everything depends on.

What it once issued is refused, however long that is still valid.

## Why

RFC 5280 §6.1 leaves a root's own dates to whoever trusts it; OpenSSL checks
them, and the bridge logs `certificate verify failed`.

## Fails

```yaml
trust: [pki/old-root.pem] # here
```

## Passes

```yaml
trust: [pki/root.pem]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.anchors import expired
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find roots that have expired and have none beside them."""
    yield from told(expired(case, needed=True), "name the authority's new root")
