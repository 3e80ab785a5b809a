"""What brokers in containers say of their bridges, asked on their observation sockets from within."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

from mqttmesh.render.layout import OBSERVATION_SOCKET
from mqttmesh.runtime.docker import BrokerContainer, Daemon
from mqttmesh.runtime.status import BridgeState

_AT_ONCE = 8
_PATIENCE = 3  # seconds for a broker to answer


def bridge_states(
    daemon: Daemon, containers: Mapping[str, BrokerContainer], topics: Mapping[str, str]
) -> dict[str, BridgeState]:
    """What each bridge is doing now, as far as its broker answers.

    Args:
        daemon: Runs the containers.
        containers: By broker.
        topics: The notification topic of each broker that has a bridge to be asked for.
    """
    running = {name for name, container in containers.items() if container.pid is not None}
    asked = [name for name in topics if name in running]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        told = list(pool.map(lambda name: _ask(daemon, containers[name], topics[name]), asked))
    return dict.fromkeys(topics, BridgeState.UNKNOWN) | dict(zip(asked, told, strict=True))


def answers(daemon: Daemon, container: BrokerContainer) -> bool:
    """Whether a broker accepts connections: its observation socket is the last that it opens."""
    return _ask(daemon, container, "$SYS/broker/uptime") is not BridgeState.UNKNOWN


def _ask(daemon: Daemon, container: BrokerContainer, topic: str) -> BridgeState:
    argv = ["mosquitto_sub", "--unix", OBSERVATION_SOCKET, "-t", topic, "-C", "1", "-W", str(_PATIENCE)]
    code, said = daemon.run_in(container, argv)
    if code:
        return BridgeState.UNKNOWN
    return BridgeState.UP if said.strip() == "1" else BridgeState.DOWN
