"""An AWS IoT address without `-ats`.

The older addresses of AWS IoT show a certificate of an authority that operating
systems have dropped; those with `-ats` in their names show one of Amazon's own.

## Why

AWS's documentation, "Server authentication": use the ATS endpoints. Nothing here
can dial one.

## Fails

```yaml
hub:
  kind: aws-iot
  host: example.iot.eu-central-1.amazonaws.com # here
  auth: {spokes: certificate}
spokes:
  - name: barn
    client_tls: {certificate: pki/barn/client.pem, private_key: pki/barn/client.key}
```

## Passes

```yaml
hub:
  kind: aws-iot
  host: example-ats.iot.eu-central-1.amazonaws.com
  auth: {spokes: certificate}
spokes:
  - name: barn
    client_tls: {certificate: pki/barn/client.pem, private_key: pki/barn/client.key}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"


def check(case: Case) -> Iterator[Fault]:
    """Find a host of AWS IoT Core whose first label does not end in `-ats`."""
    host = case.spec.hub.host
    label, _, rest = host.partition(".")
    named = rest.startswith("iot.") and ".amazonaws.com" in rest
    if case.spec.hub.kind == "aws-iot" and named and not label.endswith("-ats"):
        yield Fault(
            ("hub", "host"),
            f"`{host}` shows a certificate that systems no longer trust",
            f"write `{label}-ats.{rest}`",
        )
