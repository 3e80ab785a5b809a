"""One client certificate for many spokes.

Its common name is the user name at the hub, so it can be one spoke's at most;
all others are taken for that one, and may not write where they should.

## Why

mosquitto.conf(5), `use_identity_as_username`: the common name decides what a
client may do. A stolen spoke could not be shut out alone either.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  auth: {spokes: {certificate: {client_ca: pki/spokes.pem}}}
spokes:
  - name: silo-{1..3}
    client_tls: {certificate: pki/barn/fullchain.pem, private_key: pki/barn/privkey.pem} # here
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  auth: {spokes: {certificate: {client_ca: pki/spokes.pem}}}
spokes:
  - name: silo-{1..3}
    client_tls: {certificate: "pki/{spoke}/client.pem", private_key: "pki/{spoke}/client.key"}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "topology"


def check(case: Case) -> Iterator[Fault]:
    """Find certificates that more than one spoke shows."""
    if case.mesh.hub is None:
        return  # another's hub may go by something else than the common name
    for shown in case.papers.shown:
        if shown.purpose == "client" and len(shown.brokers) > 1:
            yield Fault(
                shown.loc,
                f"{len(shown.brokers):,} spokes show one certificate, {shown.pair.certificate}",
                "one each: write `{spoke}` in its path",
            )
