"""A private key that other users of this machine can read.

Who reads it can be this broker.

## Why

RFC 5280 §9: a certificate proves nothing once its key is known. The file's
mode shows it; a folder that is its owner's alone protects what is in it too.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/open/fullchain.pem, private_key: pki/open/privkey.pem} # here
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.WARNING
PROOF = "file"


def check(case: Case) -> Iterator[Fault]:
    """Find keys whose file, and folder, are open."""
    yield from told(_found(case), "chmod 0600")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for shown in case.papers.shown:
        name = shown.pair.private_key
        if mode := case.certificates.open_mode(name):
            yield shown.key_loc, name, f"can be read by others (mode {mode:04o})"
