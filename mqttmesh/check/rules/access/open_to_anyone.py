"""Everything is open to clients without a name.

An anonymous client that may read or write `#` hears every message of the broker,
or may send any. A trusted network seldom stays one; what devices need there is
seldom everything.

## Why

mosquitto.conf(5), `allow_anonymous` and `acl_file`: nothing else stands before
these topics. A client without a name reads what another one has published.

## Fails

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, allow_anonymous: true}]
    anonymous: {read: ["#"], write: ["sensors/#"]} # here
```

## Passes

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, allow_anonymous: true}]
    anonymous: {read: ["commands/#"], write: ["sensors/#"]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case, Subject
from mqttmesh.check.reach import nameless_listeners
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"

_EVERYTHING = frozenset({"#", "+/#"})


def check(case: Case) -> Iterator[Fault]:
    """Find anonymous clients from elsewhere that may read or write everything."""
    for subject in case.brokers:
        listener = next(nameless_listeners(subject), None)
        if listener and (deeds := _deeds(subject)):
            said = subject.spec.anonymous is not None
            path = ("anonymous",) if said else ("listeners", listener[0], "allow_anonymous")
            for place in subject.places(*path):
                yield Fault(
                    place.loc,
                    f"whoever reaches {place.who} may {deeds} everything there, without a name",
                    "name the topics that such clients need, or bind the listener to 127.0.0.1",
                )


def _deeds(subject: Subject) -> str:
    """What anonymous clients may do with everything: read it, write it, or both."""
    anonymous = subject.broker.anonymous
    wide = {"read": anonymous.read, "write": anonymous.write}
    return " and ".join(deed for deed, filters in wide.items() if _EVERYTHING & set(filters))
