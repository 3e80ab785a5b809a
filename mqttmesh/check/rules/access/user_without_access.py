"""A user that may neither read nor write.

It can log in, and that is all: what it publishes is refused, and what it
subscribes to never arrives.

## Why

mosquitto.conf(5), `acl_file`: what no line grants is denied. Over MQTT 3.1.1 the
broker does not even say so: the program believes that its messages have arrived.

## Fails

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users:
      - {name: meter, read: ["commands/#"], write: ["sensors/#"]}
      - {name: lamp} # here
```

## Passes

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users:
      - {name: meter, read: ["commands/#"], write: ["sensors/#"]}
      - {name: lamp, read: ["commands/lamp"]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find users without any topic."""
    for subject in case.brokers:
        for index, user in enumerate(subject.spec.users or ()):
            if not user.read and not user.write:
                for place in subject.places("users", index):
                    yield Fault(
                        place.loc,
                        f"user `{user.name}` of {place.who} may neither read nor write anything",
                        'add `read: ["…"]` or `write: ["…"]`, or remove the user',
                    )
