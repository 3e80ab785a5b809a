"""A spoke's certificate with another common name than the spoke's.

The hub takes the common name for the user name, and lets that user do what the
spoke of that name may: nothing, where there is none.

## Why

mosquitto.conf(5), `use_identity_as_username`. The bridge connects, and every
message is denied by the hub's ACL.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  auth: {spokes: {certificate: {client_ca: pki/spokes.pem}}}
spokes:
  - name: barn
    client_tls:
      certificate: pki/stranger/fullchain.pem # here
      private_key: pki/stranger/privkey.pem
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  auth: {spokes: {certificate: {client_ca: pki/spokes.pem}}}
spokes:
  - name: barn
    client_tls:
      certificate: pki/barn/fullchain.pem
      private_key: pki/barn/privkey.pem
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find certificates that name somebody else."""
    yield from told(_found(case), "have it issued with the spoke's name for its common name")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    if case.mesh.hub is None:
        return
    for shown, file in case.papers.here:
        if shown.purpose == "client" and len(shown.brokers) == 1:
            from mqttmesh.certs.names import common_names

            names, spoke = common_names(file.certificates[0]), shown.brokers[0].name
            if names[:1] != (spoke,):
                whose = f"is `{names[0]}`'s" if names else "has no common name"
                yield shown.loc, file.name, f"{whose}, and is shown by `{spoke}`"
