"""A spoke that accepts larger packets than its bridge sends.

A device's message above the bridge's `max_packet_size` is taken and acknowledged
at QoS 1, and then dropped. With a lower `limits.packet_size` the spoke refuses
it, and the device knows.

## Why

mosquitto.conf(5), `bridge_max_packet_size`. A real spoke acknowledges such a
message and logs `Dropping too large outgoing PUBLISH`; the hub never sees it.

## Fails

```yaml
bridge: {max_packet_size: 64KiB} # here
```

## Passes

```yaml
defaults: {limits: {packet_size: 64KiB}}
bridge: {max_packet_size: 64KiB}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.carried import outward
from mqttmesh.check.case import Case, Subject
from mqttmesh.check.outage import size_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find spokes that accept what their bridge drops, where somebody chose one of the limits."""
    for spokes in case.spokes:
        link = _link(case, spokes)
        if link and link < spokes.broker.limits.packet_size and outward(spokes):
            for loc, who, where in _said(case, spokes):
                yield Fault(
                    loc,
                    f"packets above {size_text(link)} are accepted by {who}, and then dropped",
                    f"write `limits: {{packet_size: {size_text(link)}}}` {where}",
                )


def _link(case: Case, spokes: Subject) -> int | None:
    """The largest packet that the bridge sends; in MQTT 5 the hub tells it what it takes."""
    if spokes.bridge is None:
        return None
    limits = [spokes.bridge.max_packet_size or 0]
    if case.hub and spokes.bridge.protocol == "mqttv50":
        limits.append(case.hub.broker.limits.packet_size)
    return min(filter(None, limits), default=None)


def _said(case: Case, spokes: Subject) -> Iterator[tuple[Loc, str, str]]:
    """Where a limit was said, for whom, and where to write the lower one."""
    settings = ("bridge", "max_packet_size"), ("limits", "packet_size")
    for sent, accepted in zip(*(spokes.places(*setting) for setting in settings), strict=True):
        if sent.said or accepted.said:
            place = sent if sent.said else accepted
            yield place.loc, place.who, (accepted if accepted.own else sent).where
        elif case.hub:
            hub = next(case.hub.places("limits", "packet_size"))
            if hub.said:
                yield hub.loc, "the spokes", accepted.where
