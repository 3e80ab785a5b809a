"""MQTT clients of tests: what they publish is acknowledged, what they wait for has a deadline."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Literal
from uuid import uuid4

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

DEADLINE = 15.0
_HOUR = 3600


class RefusedError(Exception):
    """The broker does not let this client in."""


class TestClient:
    """A connected client."""

    __test__ = False

    def __init__(self, client: Client) -> None:
        self._client = client
        self._messages: SimpleQueue[tuple[str, bytes | bytearray]] = SimpleQueue()
        self._granted: SimpleQueue[list[ReasonCode]] = SimpleQueue()
        self._acknowledged: SimpleQueue[ReasonCode] = SimpleQueue()
        client.on_message = self._heard
        client.on_subscribe = lambda *arguments: self._granted.put(arguments[3])
        client.on_publish = lambda *arguments: self._acknowledged.put(arguments[3])

    def subscribe(self, topic_filter: str) -> None:
        self._client.subscribe(topic_filter, qos=1)
        self._granted.get(timeout=DEADLINE)

    def publish(self, topic: str, payload: str, *, qos: int = 1, retain: bool = False) -> bool:
        """Publish, at QoS 1 unless told; says whether the broker took it (MQTT 5 tells)."""
        self._client.publish(topic, payload, qos=qos, retain=retain)
        return not self._acknowledged.get(timeout=DEADLINE).is_failure

    def begin(self, topic: str, payload: str) -> None:
        """Publish at QoS 1, and do not wait for the broker's answer."""
        self._client.publish(topic, payload, qos=1)

    def receive(self) -> tuple[str, str]:
        """The next message: topic and payload."""
        try:
            topic, payload = self._messages.get(timeout=DEADLINE)
        except Empty:
            raise AssertionError(f"no message within {DEADLINE:g} s") from None
        return topic, payload.decode()

    def receive_within(self, seconds: float) -> tuple[str, str] | None:
        """The next message, or None when none comes for so long."""
        try:
            topic, payload = self._messages.get(timeout=seconds)
        except Empty:
            return None
        return topic, payload.decode()

    def receive_until(self, payload: str) -> list[tuple[str, str]]:
        """Every message up to and with the one that has this payload: a fence behind what shall not come."""
        received = [self.receive()]
        deadline = time.monotonic() + DEADLINE
        while received[-1][1] != payload and time.monotonic() < deadline:
            received.append(self.receive())
        return received

    def _heard(self, _client: Client, _data: object, message: MQTTMessage) -> None:
        self._messages.put((message.topic, message.payload))


class _Believing(ssl.SSLContext):
    """Believes one authority, and expects one name, whatever address is dialled."""

    def __new__(cls, *_: object) -> _Believing:
        return super().__new__(cls, ssl.PROTOCOL_TLS_CLIENT)

    def __init__(self, authority: Path, name: str) -> None:
        self._name = name
        self.load_verify_locations(authority)

    def wrap_socket(self, sock: socket.socket, **options: Any) -> ssl.SSLSocket:  # type: ignore[override]
        """See `ssl.SSLContext`."""
        return super().wrap_socket(sock, **{**options, "server_hostname": self._name})


def _lasting(seconds: int) -> Properties:
    properties = Properties(PacketTypes.CONNECT)  # type: ignore[no-untyped-call]
    properties.SessionExpiryInterval = seconds
    return properties


@contextmanager
def connected(
    address: str,
    port: int,
    *,
    user: str | None = None,
    password: str | None = None,
    authority: Path | None = None,
    certificate: Path | None = None,
    name: str | None = None,
    transport: Literal["tcp", "websockets"] = "tcp",
    client_id: str | None = None,
    durable: bool = False,
) -> Iterator[TestClient]:
    """A client of a broker; over TLS where an authority is given, and then to who proves this name.

    A durable one goes on with the session of its client id, and leaves it behind.

    Raises:
        RefusedError: The broker does not let it in.
    """
    client = Client(
        CallbackAPIVersion.VERSION2,
        client_id or f"test-{uuid4().hex[:12]}",
        protocol=MQTTProtocolVersion.MQTTv5,
        transport=transport,
    )
    answers: SimpleQueue[ReasonCode] = SimpleQueue()
    client.on_connect = lambda *arguments: answers.put(arguments[3])
    if user is not None:
        client.username_pw_set(user, password)
    if authority is not None:
        context = _Believing(authority, name or address)
        if certificate is not None:
            context.load_cert_chain(certificate / "fullchain.pem", certificate / "privkey.pem")
        client.tls_set_context(context)
    tested = TestClient(client)
    try:
        client.connect(address, port, clean_start=not durable, properties=_lasting(_HOUR if durable else 0))
        client.loop_start()
        if (answer := answers.get(timeout=DEADLINE)).is_failure:
            raise RefusedError(str(answer))
        yield tested
    finally:
        client.disconnect()
        client.loop_stop()
