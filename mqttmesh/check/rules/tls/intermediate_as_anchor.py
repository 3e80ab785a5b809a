"""An intermediate where a root is needed.

A chain must end at a self-signed certificate. With an intermediate alone
nothing is believed, although it is the very one that issued the certificate.

## Why

OpenSSL, verify(1ssl): without `-partial_chain`, which Mosquitto does not set,
only a self-signed certificate ends a chain. The hub logs `unknown ca`, as for
any authority that a spoke does not know.

## Fails

```yaml
trust: [pki/intermediate.pem] # here
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
    """Find anchors that are no end of any chain."""
    found = list(not_self_signed(case, Cause.INTERMEDIATE_AS_ANCHOR))
    yield from told(found, "name the self-signed root that issued it")
