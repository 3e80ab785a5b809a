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
from mqttmesh.check.case import Case
from mqttmesh.check.outage import size_text
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"


def check(case: Case) -> Iterator[Fault]:
    """Find spokes that accept what their bridge drops, where somebody chose either limit."""
    for spokes in case.spokes:
        link = spokes.bridge.max_packet_size if spokes.bridge else None
        if not link or spokes.broker.limits.packet_size <= link or not outward(spokes):
            continue
        places = zip(
            spokes.places("bridge", "max_packet_size"), spokes.places("limits", "packet_size"), strict=True
        )
        for sent, accepted in places:
            place = sent if sent.said else accepted
            if place.said:
                yield Fault(
                    place.loc,
                    f"packets above {size_text(link)} are accepted by {place.who}, and then dropped",
                    f"write `limits: {{packet_size: {size_text(link)}}}` under `defaults`",
                )
