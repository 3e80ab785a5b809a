"""The script that readies what Mosquitto must be given inside a container, then becomes it."""

from __future__ import annotations

from mqttmesh.mesh import Broker, Mesh, Role
from mqttmesh.render.config import Origin
from mqttmesh.render.environment import shell_environment
from mqttmesh.render.mounts import mounted_pairs
from mqttmesh.render.places import CONTAINER, Places

_FIRST_DYNAMIC_PORT = 49152  # RFC 6335 §6


def believes(broker: Broker) -> bool:
    """Whether a broker needs the mesh's trust: to dial the hub, or as the hub to prove a renewed pair."""
    return broker.bridge.tls if broker.bridge else broker.role is Role.HUB and broker.key_pair is not None


class Entrypoints:
    """Renders entrypoints; most spokes of a mesh have the same one, which is made once."""

    def __init__(self, mesh: Mesh, origin: Origin, places: Places = CONTAINER) -> None:
        self._mesh = mesh
        self._origin = origin
        self._places = places
        self._made: dict[tuple[object, ...], bytes] = {}

    def of(self, broker: Broker) -> bytes:
        """The entrypoint of a broker."""
        pairs = tuple(mounted_pairs(broker, self._places.keys))
        name = self._mesh.host if broker.role is Role.HUB else ""
        key = (pairs, believes(broker), bool(broker.accounts), name, _free_port(broker))
        if key not in self._made:
            self._made[key] = self._rendered(broker, key)
        return self._made[key]

    def _rendered(self, broker: Broker, key: tuple[object, ...]) -> bytes:
        pairs, believing, accounts, name, port = key
        trust = "system" if self._mesh.trust.system else "bundle"
        template = shell_environment().get_template("entrypoint.sh.jinja")
        return template.render(
            origin=self._origin,
            places=self._places,
            trust=trust if believing else "none",
            pairs=pairs,
            accounts="yes" if accounts else "no",
            name=name,
            port=str(port),
        ).encode()


def _free_port(broker: Broker) -> int:
    """Where a renewed pair is proved, on the container's loopback: no listener's own port."""
    taken = {listener.port for listener in broker.listeners}
    return next(port for port in range(_FIRST_DYNAMIC_PORT, 65536) if port not in taken)
