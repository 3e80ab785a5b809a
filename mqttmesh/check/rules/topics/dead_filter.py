"""A filter that a user may read and nothing matches.

A user may read topics that nobody may publish at this broker and that no bridge
brings: whoever subscribes hears nothing.

## Why

The ACL and the bridge are known, and give nothing that the filter matches. It may
wait for what is to come, so this is advice.

## Fails

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users:
      - name: meter
        read: ["commands/#"] # here
        write: ["sensors/#"]
```

## Passes

```yaml
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
  - {filter: "commands/#", direction: in, remote_prefix: "sites/{spoke}/"}
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users:
      - name: meter
        read: ["commands/#"]
        write: ["sensors/#"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carriage import quoted
from mqttmesh.check.case import Case, Subject
from mqttmesh.check.published import published, unmatched
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity
from mqttmesh.mesh import Broker

SEVERITY = Severity.ADVICE
PROOF = "advice"


def check(case: Case) -> Iterator[Fault]:
    """Find filters among those that users may read which nothing matches."""
    for subject in case.brokers:
        if not subject.broker.extra:
            yield from _of(subject)


def _of(subject: Subject) -> Iterator[Fault]:
    for index, number, wanted in unmatched(_read(subject), _heard(subject.broker)):
        for place in subject.places("users", index, "read", number):
            message = f"nothing that {quoted(wanted)} matches comes to this broker"
            yield Fault(place.loc, message, "let somebody `write` it, or carry it here, or remove it")


def _read(subject: Subject) -> Iterator[tuple[str, tuple[int, int, str]]]:
    """Every filter that a broker's own users may read; the hub's other ones are its spokes."""
    for index, grant in enumerate(subject.broker.grants[: len(subject.spec.users or ())]):
        for number, wanted in enumerate(grant.access.read):
            yield wanted, (index, number, wanted)


def _heard(broker: Broker) -> Iterator[str]:
    """Filters of all that comes to a broker, from its bridge too."""
    yield from published(broker)
    if broker.bridge:
        yield from (route.local_filter for route in broker.bridge.routes if route.inward)
