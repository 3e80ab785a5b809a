"""A user that may read or write everything.

`#` gives a user all topics of the broker, those that other people will add
included. When its password leaks, everything has.

## Why

Least privilege; the topics that a program needs are known when it is written. An
archive may need all of them.

## Fails

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["#"]}] # here
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"

_EVERYTHING = ("#", "+/#")


def check(case: Case) -> Iterator[Fault]:
    """Find users with `#`."""
    for subject in case.brokers:
        for index, user in enumerate(subject.spec.users or ()):
            for deed, filters in (("read", user.read), ("write", user.write)):
                if any(each in filters for each in _EVERYTHING):
                    for place in subject.places("users", index, deed):
                        yield Fault(
                            place.loc,
                            f"user `{user.name}` of {place.who} may {deed} everything",
                            "name the topics that it needs",
                        )
