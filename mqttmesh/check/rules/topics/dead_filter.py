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
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity
from mqttmesh.flow import FilterTree
from mqttmesh.mesh import Broker

SEVERITY = Severity.ADVICE
PROOF = "advice"


def check(case: Case) -> Iterator[Fault]:
    """Find filters among those that users may read which nothing matches."""
    for subject in case.brokers:
        if not subject.broker.extra:
            yield from _of(subject)


def _of(subject: Subject) -> Iterator[Fault]:
    heard: FilterTree[str] = FilterTree()
    for filter_ in _heard(subject.broker):
        heard.add(filter_, filter_)
    own = subject.broker.grants[: len(subject.spec.users or ())]  # the hub's others are its spokes
    for index, grant in enumerate(own):
        for number, wanted in enumerate(grant.access.read):
            if next(heard.overlapping(wanted), None) is None:
                for place in subject.places("users", index, "read", number):
                    message = f"nothing that {quoted(wanted)} matches comes to this broker"
                    yield Fault(place.loc, message, "let somebody `write` it, or carry it here, or remove it")


def _heard(broker: Broker) -> Iterator[str]:
    """Filters of all that can be published at a broker, by clients, bridges and itself."""
    yield "$SYS/#"
    for grant in broker.grants:
        yield from grant.access.write
    if any(listener.allow_anonymous for listener in broker.listeners):
        yield from broker.anonymous.write
    if broker.bridge:
        yield broker.bridge.notification_topic
        yield from (route.local_filter for route in broker.bridge.routes if route.inward)
