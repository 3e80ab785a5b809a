"""A hub whose authority the spokes do not trust.

The hub's chain ends at an authority that `trust` does not name, and no bridge
connects. Where `trust` has `system`, this machine's store is taken for that of
the brokers' images: both come from Mozilla.

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
        if refused.shown.purpose == "server":
            from mqttmesh.certs.facts import title

            name, top = refused.shown.pair.certificate, title(refused.diagnosis.at.issuer)
            beside = ", nor does this machine's store hold it" if case.papers.system else ""
            yield Fault(
                ("trust",) if "trust" in case.spec.model_fields_set else refused.shown.loc,
                f"{name} leads to `{top}`, which spokes do not trust{beside}",
                f"name the PEM of `{top}` under `trust`",
            )
