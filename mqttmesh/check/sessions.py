"""The two sessions of a bridge, at the hub and at its spoke, and when each is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mqttmesh.check.carried import inward, outward
from mqttmesh.check.case import Subject
from mqttmesh.spec import BridgeSpec


@dataclass(frozen=True, slots=True)
class Session:
    """One session, and how long messages wait in it.

    Attributes:
        keeper: `hub`, which has what comes in, or `spoke`, which has what goes out.
        kept: Seconds for which it outlives the link; None is for ever.
        said_by: Whose setting decides.
        setting: Which one.
        remedy: What to do for a longer one.
    """

    keeper: str
    kept: int | None
    said_by: Subject
    setting: tuple[str, str]
    remedy: str


def expects_outage(spokes: Subject) -> bool:
    """Whether these spokes are expected to bear an outage."""
    return bool(spokes.expect and spokes.expect.outage)


def sessions(spokes: Subject, hub: Subject | None) -> Iterator[Session]:
    """The sessions that messages of these spokes wait in."""
    bridge = spokes.bridge
    if bridge is None:
        return
    forgets = bridge.cleansession if bridge.local_cleansession is None else bridge.local_cleansession
    if outward(spokes) and forgets:
        setting = "local_cleansession" if bridge.local_cleansession else "cleansession"
        yield Session("spoke", 0, spokes, ("bridge", setting), f"remove `{setting}: true`")
    if inward(spokes):
        yield _at_hub(bridge, spokes, hub)


def _at_hub(bridge: BridgeSpec, spokes: Subject, hub: Subject | None) -> Session:
    if bridge.cleansession:
        return Session("hub", 0, spokes, ("bridge", "cleansession"), "remove `cleansession: true`")
    if bridge.protocol == "mqttv50" and spokes.broker.release == "2.0":
        remedy = "write `protocol: mqttv311`, or run Mosquitto 2.1"
        return Session("hub", 0, spokes, ("bridge", "protocol"), remedy)
    expiration = hub.broker.persistence.client_expiration if hub else None
    remedy = "write a longer `client_expiration` for the hub, or none"
    by_hub = Session("hub", expiration, hub or spokes, ("persistence", "client_expiration"), remedy)
    if bridge.protocol != "mqttv50":
        return by_hub
    kept = bridge.session_expiry_interval or 0
    setting = "session_expiry_interval" if kept else "protocol"
    asked = Session("hub", kept, spokes, ("bridge", setting), "write a longer `session_expiry_interval`")
    return by_hub if expiration is not None and expiration < kept else asked
