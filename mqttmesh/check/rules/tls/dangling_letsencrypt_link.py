"""A link of Let's Encrypt's `live/` that leads nowhere.

The files there are links into `archive/`; whoever copies or mounts `live/`
alone has links and no certificates.

## Why

certbot's documentation, "Where are my certificates?". The broker does not
start: `No such file or directory`.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {letsencrypt: live/mqtt.farm.example} # here
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

SEVERITY = Severity.ERROR
PROOF = "file"


def check(case: Case) -> Iterator[Fault]:
    """Find links that lead nowhere."""
    yield from told(_found(case), "bring `archive/` along, or copy what the links lead to")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for shown in case.papers.shown:
        for loc, name in ((shown.loc, shown.pair.certificate), (shown.key_loc, shown.pair.private_key)):
            if case.certificates.dangles(name):
                yield loc, name, "is a link that leads nowhere"
    for believed in case.papers.believed:
        if case.certificates.dangles(believed.name):
            yield believed.loc, believed.name, "is a link that leads nowhere"
