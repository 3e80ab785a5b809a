"""Two listeners of one port, at two addresses.

`bind` says at which addresses of the host a port is published. Inside its
container, and natively at the broker's own address, both are one and the same
port, and the second cannot be opened.

## Why

A real broker ends with `Address already in use` over the two `listener` lines that
are rendered.

## Fails

```yaml
spokes:
  - name: barn
    users: [{name: meter, write: ["sensors/#"]}]
    listeners:
      - {port: 1883, bind: 192.0.2.10}
      - {port: 1883, bind: 192.0.2.20} # here
```

## Passes

```yaml
spokes:
  - name: barn
    users: [{name: meter, write: ["sensors/#"]}]
    listeners:
      - {port: 1883, bind: 192.0.2.10}
      - {port: 1884, bind: 192.0.2.20}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find listeners of one broker with the same port."""
    for subject in case.brokers:
        ports: set[int] = set()
        for index, listener in enumerate(subject.broker.listeners):
            if listener.port in ports:
                for place in subject.places("listeners", index, "port"):
                    yield Fault(
                        place.loc,
                        f"{place.who} would listen on port {listener.port} twice, and end at the second",
                        "give it another port, or write one listener without `bind`",
                    )
            ports.add(listener.port)
