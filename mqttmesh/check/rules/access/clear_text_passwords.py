"""Passwords that cross a network in clear.

A listener without TLS takes user names and passwords as they are: whoever can
listen on the way has them.

## Why

MQTT 5.0 §3.1.3.6 and §5.4.1: the password stands in the CONNECT packet, and the
transport is to protect it. Whether somebody listens on your network nothing here
can know.

## Fails

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883}] # here
    users: [{name: meter, read: ["commands/#"], write: ["sensors/#"]}]
```

## Passes

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users: [{name: meter, read: ["commands/#"], write: ["sensors/#"]}]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.reach import outer_listeners
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"


def check(case: Case) -> Iterator[Fault]:
    """Find listeners without TLS, not on loopback, of brokers with accounts."""
    for subject in case.brokers:
        if not subject.broker.accounts:
            continue
        for index, listener in outer_listeners(subject):
            if not listener.tls:
                for place in subject.places("listeners", index):
                    yield Fault(
                        place.loc,
                        f"passwords for {place.who} cross the network to port {listener.port} in clear",
                        "let the listener speak TLS (`tls: true`), or bind it to 127.0.0.1",
                    )
