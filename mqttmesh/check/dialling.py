"""The hub's own listeners among the addresses that `hub.dial` names."""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.finding import Loc
from mqttmesh.mesh import Listener


def dialled(case: Case) -> Iterator[tuple[Loc, Listener]]:
    """Each address with the hub's own name, and the listener at its port.

    An address with another name, or with a port that the hub does not listen on, is that of something which
    passes connections on.
    """
    dial = case.resolution.hub.spec.dial
    if case.hub is None or not dial:
        return
    listeners = {listener.port: listener for listener in reversed(case.hub.broker.listeners)}
    for index, address in enumerate(dial):
        host, _, port = address.rpartition(":")
        listener = listeners.get(int(port))
        if host.strip("[]") == case.mesh.host and listener:
            yield ("hub", "dial", index), listener
