"""From where a broker can be reached: what is bound to loopback is for its own machine alone."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from mqttmesh.check.case import Subject
from mqttmesh.mesh import Listener


def is_loopback(host: str | None) -> bool:
    """Whether a name or address leads from every machine to that machine itself."""
    name = (host or "").lower().rstrip(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def outer_listeners(subject: Subject) -> Iterator[tuple[int, Listener]]:
    """Its listeners that others than its own machine can reach, with their indices."""
    for index, listener in enumerate(subject.broker.listeners):
        if not is_loopback(listener.bind):
            yield index, listener


def nameless_listeners(subject: Subject) -> Iterator[tuple[int, Listener]]:
    """Those of them that let in clients without a name or certificate."""
    for index, listener in outer_listeners(subject):
        if listener.allow_anonymous and not listener.client_ca:
            yield index, listener
