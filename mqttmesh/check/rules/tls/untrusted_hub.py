"""A hub whose authority the spokes do not trust.

The hub's chain ends at an authority that `trust` does not name, and no bridge
connects. Where `trust` has `system`, see `hub-unknown-to-system`.

## Why

OpenSSL, verify(1ssl): a chain must lead to a self-signed certificate that is
trusted. The hub then logs `tlsv1 alert unknown ca`, though it is the spoke
that refuses.

## Fails

```yaml
trust: [pki/other-root.pem] # here
```

## Passes

```yaml
trust: [pki/root.pem]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.certs.cause import Cause
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find a hub whose chain leads to no authority that spokes trust."""
    for refused in case.papers.refused(Cause.UNTRUSTED):
        if refused.shown.purpose == "server" and refused.sure:
            from mqttmesh.certs.facts import title

            name, top = refused.shown.pair.certificate, title(refused.diagnosis.at.issuer)
            yield Fault(
                ("trust",) if "trust" in case.spec.model_fields_set else refused.shown.loc,
                f"{name} leads to `{top}`, which spokes do not trust",
                f"name the PEM of `{top}` under `trust`",
            )
