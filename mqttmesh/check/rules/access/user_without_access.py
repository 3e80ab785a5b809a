"""A user that may neither read nor write.

It can log in, and every subscription and message of it is refused.

## Why

mosquitto.conf(5), `acl_file`: what no line grants is denied. A real broker lets
such a user in and answers each of its requests with "not authorized", or not at
all over MQTT 3.1.1.

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
