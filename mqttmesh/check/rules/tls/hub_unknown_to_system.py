"""A hub whose authority this machine's store does not hold.

Spokes believe the store of their image (`trust: [system]`, the default), and
what that holds is not known here. This machine's store, which comes from Mozilla
as those of the official images do, does not hold the authority that the hub's
chain leads to.

## Why

An image of one's own may hold an authority of one's own: then all is well. With
the official image no bridge connects, and the hub logs `tlsv1 alert unknown ca`.

## Fails

```yaml
trust: [system] # here
```

## Passes

```yaml
trust: [system, pki/root.pem]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.certs.cause import Cause
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "certificate"


def check(case: Case) -> Iterator[Fault]:
    """Find a hub that only an image of one's own can believe."""
    for refused in case.papers.refused(Cause.UNTRUSTED, Cause.INCOMPLETE):
        if refused.shown.purpose == "server" and not refused.sure:
            from mqttmesh.certs.facts import title

            name, top = refused.shown.pair.certificate, title(refused.diagnosis.at.issuer)
            yield Fault(
                ("trust",) if "trust" in case.spec.model_fields_set else refused.shown.loc,
                f"{name} leads to `{top}`, which this machine's store does not hold; an image's may",
                f"name the PEM of `{top}` under `trust`, unless the image of every spoke holds it",
            )
