"""The names and addresses by which spokes dial the hub, and whether its certificate carries them."""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.finding import Loc
from mqttmesh.mesh import Release
from mqttmesh.spec.scalars import is_address


def not_carried(case: Case, *, addresses: bool) -> Iterator[tuple[Loc, str, str]]:
    """Hosts that spokes dial and the hub's certificate does not carry, as `told` wants them.

    Args:
        case: The topology.
        addresses: Look at IP addresses, else at names.
    """
    for shown, file in case.papers.here:
        if shown.purpose == "server" and shown.brokers[0] is case.mesh.hub:
            from mqttmesh.certs.names import carried_names, carries
            from mqttmesh.certs.order import begins_with_authority

            if begins_with_authority(file.certificates):
                return  # which is not what it will show
            leaf = file.certificates[0]
            for host, release in dict.fromkeys(_dialled(case)):
                if is_address(host) == addresses and not carries(leaf, host, release):
                    carried = ", ".join(carried_names(leaf)[:3]) or "no name at all"
                    yield shown.loc, file.name, f"does not carry {host}, which spokes dial, but {carried}"


def _dialled(case: Case) -> Iterator[tuple[str, Release]]:
    for spokes in case.spokes:
        if spokes.bridge and spokes.bridge.tls and not spokes.bridge.insecure:
            broker = spokes.broker
            for endpoint in broker.bridge.addresses if broker.bridge else ():
                yield endpoint.host, broker.release
