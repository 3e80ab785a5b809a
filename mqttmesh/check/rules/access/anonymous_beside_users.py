"""Users whose passwords protect nothing.

A listener that lets in clients without a name gives them, where `anonymous` does
not say otherwise, all that the spoke's bridge carries. Users of the same broker
then hold passwords for what is open to everybody.

## Why

The ACL that this tool derives from `topics`. At a real spoke with a user `meter`
a client without a name publishes what `meter` may, and the hub takes it for that
spoke's reading.

## Fails

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, allow_anonymous: true}] # here
    users: [{name: meter, write: ["sensors/#"]}]
```

## Passes

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, allow_anonymous: true}]
    users: [{name: meter, write: ["sensors/#"]}]
    anonymous: {read: ["commands/lights"]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.reach import nameless_listeners
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find spokes with users, and with an open door to all that their bridges carry."""
    for subject in case.spokes:
        if not subject.spec.users or subject.spec.anonymous is not None:
            continue
        for index, _ in nameless_listeners(subject):
            for place in subject.places("listeners", index, "allow_anonymous"):
                yield Fault(
                    place.loc,
                    f"at {place.who} clients without a name may do all that the bridge carries; "
                    "the passwords of its users protect nothing",
                    "remove it, or say in `anonymous` what such clients may do",
                    on_key=True,
                )
