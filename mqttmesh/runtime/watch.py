"""What brokers say of themselves, asked over MQTT on their observation sockets: hundreds in one thread."""

from __future__ import annotations

import selectors
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode

from mqttmesh.runtime.status import BridgeState

_AGAIN = 0.05  # seconds between two attempts to reach a broker that does not listen yet


@dataclass(slots=True)
class _Watched:
    topic: str
    path: Path
    state: BridgeState = BridgeState.UNKNOWN
    client: Client | None = None
    handle: int = -1


class BridgeWatch:
    """Follows the state of bridges; a broker that does not listen yet is tried again.

    A bridge tells its own broker with a retained `1` or `0` (mosquitto.conf(5), notifications).
    """

    def __init__(self, sockets: Mapping[str, tuple[Path, str]]) -> None:
        """Args: sockets: For each broker its observation socket, and its bridge's notification topic."""
        self._watched = {name: _Watched(topic, path) for name, (path, topic) in sockets.items()}
        self._selector = selectors.DefaultSelector()

    def close(self) -> None:
        """Hang up everywhere."""
        for watched in self._watched.values():
            if watched.client is not None:
                watched.client.disconnect()
        self._selector.close()

    def states(self) -> dict[str, BridgeState]:
        """What each broker said last."""
        return {name: watched.state for name, watched in self._watched.items()}

    def until(self, enough: Callable[[dict[str, BridgeState]], bool], deadline: float) -> bool:
        """Listen until the states are enough, or the deadline (of `time.monotonic`) has passed."""
        while not enough(self.states()):
            if time.monotonic() >= deadline:
                return False
            self._reach()
            for key, _ in self._selector.select(_AGAIN):
                self._listen(key.data)
        return True

    def _reach(self) -> None:
        for watched in self._watched.values():
            if watched.client is None and watched.path.exists():
                self._connect(watched)

    def _connect(self, watched: _Watched) -> None:
        client = Client(CallbackAPIVersion.VERSION2, transport="unix")
        client.on_connect = lambda client, *_: client.subscribe(watched.topic)
        client.on_message = lambda client, _, message: _heard(watched, message)
        try:
            client.connect(str(watched.path))
        except OSError:
            return  # the socket is there before the broker listens on it
        watched.client, watched.handle = client, _handle(client)
        self._selector.register(watched.handle, selectors.EVENT_READ, watched)

    def _listen(self, watched: _Watched) -> None:
        client = watched.client
        assert client is not None
        if client.loop_read() != MQTTErrorCode.MQTT_ERR_SUCCESS:
            self._selector.unregister(watched.handle)
            watched.client, watched.state = None, BridgeState.UNKNOWN
            return
        while client.want_write():
            client.loop_write()


def _heard(watched: _Watched, message: MQTTMessage) -> None:
    watched.state = BridgeState.UP if message.payload == b"1" else BridgeState.DOWN


def bridge_states(sockets: Mapping[str, tuple[Path, str]], within: float) -> dict[str, BridgeState]:
    """What each bridge is doing now, as far as its broker answers in time (seconds)."""
    watch = BridgeWatch(sockets)
    try:
        watch.until(_all_known, time.monotonic() + within)
        return watch.states()
    finally:
        watch.close()


def _all_known(states: dict[str, Any]) -> bool:
    return BridgeState.UNKNOWN not in states.values()


def _handle(client: Client) -> int:
    connection = client.socket()
    assert connection is not None  # it has just connected
    return connection.fileno()
