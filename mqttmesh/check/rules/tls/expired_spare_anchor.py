"""A root that has expired, beside others that have not.

It vouches for nothing any more; whoever needs it does not connect.

## Why

OpenSSL refuses a chain that ends at an expired root. The date is in the file.

## Fails

```yaml
trust: [pki/root.pem, pki/old-root.pem] # here
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

SEVERITY = Severity.WARNING
PROOF = "certificate"


def check(case: Case) -> Iterator[Fault]:
    """Find roots that have expired, where others still hold."""
    yield from told(expired(case, needed=False), "remove it")
