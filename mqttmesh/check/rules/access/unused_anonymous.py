"""Topics for anonymous clients that nothing lets in.

`anonymous` says what clients without a name may do; whether they are let in is
said at each listener, and here none does.

## Why

mosquitto.conf(5), `allow_anonymous`: false, which is what this tool writes unless
a listener says otherwise. A real broker refuses such a client as not authorized.

## Fails

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users: [{name: meter, write: ["sensors/#"]}]
    anonymous: {read: ["commands/#"]} # here
```

## Passes

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1, allow_anonymous: true}]
    users: [{name: meter, write: ["sensors/#"]}]
    anonymous: {read: ["commands/#"]}
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
    """Find `anonymous` of a broker none of whose listeners lets such clients in."""
    for subject in case.brokers:
        said = subject.spec.anonymous
        if not said or not (said.read or said.write):
            continue
        if not any(listener.allow_anonymous for listener in subject.broker.listeners):
            for place in subject.places("anonymous"):
                if place.loc[0] != "defaults":  # it may be for others
                    yield Fault(
                        place.loc,
                        f"no listener of {place.who} lets in clients without a name",
                        "add `allow_anonymous: true` to a listener, or remove `anonymous`",
                        on_key=True,
                    )
