"""Write access to `$SYS`, which no client has.

Mosquitto keeps the topics below `$SYS` for itself. What a user or an anonymous
client publishes there is refused, whatever the ACL grants.

## Why

Mosquitto's source, `mosquitto_acl_check`: writing to `$SYS` is denied to all but
bridges that tell their state. A real broker refuses the message, and the ACL has
the line.

## Fails

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users:
      - name: meter
        write: ["sensors/#", "$SYS/meter/alive"] # here
```

## Passes

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users:
      - name: meter
        write: ["sensors/#", "status/meter/alive"]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case, Subject
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find filters below `$SYS` among those that somebody may write."""
    for subject in case.brokers:
        for path, filters in _writable(subject):
            for index, topic_filter in enumerate(filters):
                if topic_filter.partition("/")[0] == "$SYS":
                    for place in subject.places(*path, index):
                        yield Fault(
                            place.loc,
                            f"nobody may write `{topic_filter}`: the broker keeps `$SYS` for itself",
                            "publish below another topic, or remove it",
                        )


def _writable(subject: Subject) -> Iterator[tuple[tuple[str | int, ...], tuple[str, ...]]]:
    """Where write access is given, and to what."""
    for index, user in enumerate(subject.spec.users or ()):
        yield ("users", index, "write"), user.write
    if subject.spec.anonymous:
        yield ("anonymous", "write"), subject.spec.anonymous.write
