"""A certificate whose time has not come.

Often the clock of the machine that issued it is wrong, or that of this one.

## Why

RFC 5280 §4.1.2.5. `certificate verify failed` at one end, `bad certificate` at
the other.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/early/fullchain.pem, private_key: pki/early/privkey.pem} # here
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

from mqttmesh.certs.cause import Cause
from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find certificates that begin in the future."""
    yield from told(_found(case), "wait, set the clock right, or have it issued anew")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    for shown, file in case.papers.here:
        begin = file.certificates[0].not_valid_before_utc
        if begin > case.now:
            yield shown.loc, file.name, f"is valid only from {begin:%Y-%m-%d %H:%M} UTC"
    for refused in case.papers.refused(Cause.NOT_YET_VALID):
        from mqttmesh.certs.facts import title

        at = refused.diagnosis.at
        loc, name = case.papers.place(refused)
        yield (
            loc,
            name,
            f"leads over `{title(at.subject)}`, valid only from {at.not_valid_before_utc:%Y-%m-%d}",
        )
