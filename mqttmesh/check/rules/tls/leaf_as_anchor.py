"""A broker's own certificate where a root is needed.

It is not enough to believe the very certificate that is shown, unless it is
self-signed: its issuer must be believed.

## Why

OpenSSL, verify(1ssl): without `-partial_chain`, which Mosquitto does not set,
only a self-signed certificate ends a chain.

## Fails

```yaml
trust: [pki/hub/cert.pem] # here
```

## Passes

```yaml
trust: [pki/root.pem]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.certs.cause import Cause
from mqttmesh.check.anchors import not_self_signed
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find anchors that are nobody's issuer."""
    found = list(not_self_signed(case, Cause.LEAF_AS_ANCHOR))
    yield from told(found, "name the self-signed root that its chain ends at")
