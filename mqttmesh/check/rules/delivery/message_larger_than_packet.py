"""An expected message that is larger than the packets it must travel in.

`expect.message_size` is what a payload has. A spoke and the hub refuse packets
above their `limits.packet_size`, and a bridge drops what is above its
`max_packet_size`: no message of that size ever crosses, outage or not.

## Why

mosquitto.conf(5), `max_packet_size` and `bridge_max_packet_size`. A real broker
hangs up on who sends such a message, and a bridge logs `Dropping too large
outgoing PUBLISH`. A packet holds the topic and a header beside the payload.

## Fails

```yaml
expect: {outage: 1h, rate: 1/h, message_size: 5MiB} # here
```

## Passes

```yaml
defaults: {limits: {packet_size: 6MiB}}
expect: {outage: 1h, rate: 1/h, message_size: 5MiB}
```
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import repeat

from mqttmesh.check.carried import inward, outward
from mqttmesh.check.case import Case, Place, Subject
from mqttmesh.check.outage import size_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "broker"

_KIB = 1024
_LIMIT = ("limits", "packet_size")
_SENT = ("bridge", "max_packet_size")


def check(case: Case) -> Iterator[Fault]:
    """Find messages of a size that somebody expects, and that is not below each limit on their way."""
    for spokes in case.spokes:
        size = (spokes.expect.message_size if spokes.expect else None) or 0
        for setting, limit, places in _limits(case, spokes):
            if limit <= size and (outward(spokes) or inward(spokes)):
                for expected, place in zip(spokes.places("expect", "message_size"), places, strict=False):
                    if expected.said and (place.said or setting is _LIMIT or case.hub is None):
                        yield _fault(size, expected, setting, limit, place)


def _limits(case: Case, spokes: Subject) -> Iterator[tuple[tuple[str, str], int, Iterable[Place]]]:
    """Each limit on the way, and where it was said for each place where these spokes are written."""
    yield _LIMIT, spokes.broker.limits.packet_size, spokes.places(*_LIMIT)
    if case.hub:
        yield _LIMIT, case.hub.broker.limits.packet_size, repeat(next(case.hub.places(*_LIMIT)))
    sent = spokes.bridge.max_packet_size if spokes.bridge else None
    if sent and outward(spokes):
        yield _SENT, sent, spokes.places(*_SENT)


def _fault(size: int, expected: Place, setting: tuple[str, str], limit: int, place: Place) -> Fault:
    """What is told where the limit was said, or else where the message was."""
    verb = "taken" if setting is _LIMIT else "sent"
    by = f" by {place.who}" if place.own else ""
    return Fault(
        place.loc if place.said else expected.loc,
        f"no message of {size_text(size)} crosses: packets of at most {size_text(limit)} are {verb}{by}",
        _hint(size, setting, place),
    )


def _hint(size: int, setting: tuple[str, str], place: Place) -> str:
    enough = size_text((-(-size // _KIB) + 1) * _KIB)  # with a KiB for the topic and the header
    if setting is _LIMIT:
        return f"write `limits: {{packet_size: {enough}}}` {place.where}, or expect less"
    if place.said:
        return f"write `max_packet_size: {enough}`, or expect less"
    return "send smaller messages: a hub of this kind takes no larger ones"
