"""A resolved mesh as bare mosquitto processes over plain TCP on loopback, and what arrives where in it.

Quicker than `mqttmesh up`; every file is rendered as ever. Each broker has a `probe`, which hears everything,
and a `writer` with the access that the topology gives. Routes on `FENCE` let a test know that nothing is
under way any more: no wildcard matches a first level with `$`, and QoS 2 keeps a fence behind the rest.
"""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from queue import Empty, SimpleQueue
from socket import IPPROTO_TCP, TCP_NODELAY
from typing import Any

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.subscribeoptions import SubscribeOptions

from mqttmesh.mesh import Access, Broker, Endpoint, Grant, Mesh, TopicRoute
from mqttmesh.render.config import PASSWORD_MARKER, Origin, render_acl, render_config, render_observation_acl
from mqttmesh.render.layout import Layout
from mqttmesh.secrets.password import hash_password
from tests.support.brokers import MosquittoBinary
from tests.support.processes import running
from tests.support.waiting import wait_until

FENCE = "$fence"
PROBE = "probe"
WRITER = "writer"
DEADLINE = 20.0
_ROUTE = TopicRoute(f"{FENCE}/#", "both", 2, "", "")
_PASSWORD = "opensesame"
_HASH = hash_password(_PASSWORD)
_EVERYTHING = Access(("#", "$SYS/#", f"{FENCE}/#", "$d/#"), (f"{FENCE}/#",))
_PORT = 1883
_RUNS = re.compile(r"mosquitto version \S+ running")
_addresses = count()


@dataclass(frozen=True, order=True)
class Arrival:
    """One message as a client with a single subscription hears it."""

    broker: str
    topic: str
    qos: int
    retain: bool


class Station:
    """The clients of one broker."""

    def __init__(self, address: str) -> None:
        self._address = address
        self.heard: SimpleQueue[MQTTMessage] = SimpleQueue()
        self._ready: SimpleQueue[object] = SimpleQueue()
        self._taken: SimpleQueue[object] = SimpleQueue()
        self.probe = self._client(PROBE, address, MQTTProtocolVersion.MQTTv5)
        self.writer = self._client(WRITER, address, MQTTProtocolVersion.MQTTv311)
        self.probe.on_message = lambda _client, _data, message: self.heard.put(message)
        self.probe.on_subscribe = lambda *_: self._ready.put(None)
        options = SubscribeOptions(qos=2, retainAsPublished=True)
        self.probe.subscribe([(topic, options) for topic in ("#", f"{FENCE}/#", "$d/#")])
        self._ready.get(timeout=DEADLINE)

    def _client(self, user: str, address: str, protocol: MQTTProtocolVersion, client_id: str = "") -> Client:
        client = Client(CallbackAPIVersion.VERSION2, client_id or user, protocol=protocol)
        client.username_pw_set(user, _PASSWORD)
        client.on_socket_open = lambda *arguments: _undelayed(arguments[2])
        client.on_connect = lambda *_: self._ready.put(None)
        client.on_publish = lambda *_: self._taken.put(None)
        client.connect(address, _PORT)
        client.loop_start()
        self._ready.get(timeout=DEADLINE)
        return client

    def publish(self, client: Client, topic: str, payload: str, qos: int, retain: bool = False) -> None:
        client.publish(topic, payload, qos, retain)
        self._taken.get(timeout=DEADLINE)

    def take_over(self, client_id: str, user: str) -> None:
        """Connect once as somebody else, who is thrown out by that and comes again."""
        self._client(user, self._address, MQTTProtocolVersion.MQTTv311, client_id).disconnect()

    def close(self) -> None:
        for client in (self.probe, self.writer):
            client.disconnect()
            client.loop_stop()


class RunningMesh:
    """Brokers that run, every bridge connected."""

    def __init__(self, stations: Mapping[str, Station], folder: Path) -> None:
        self._stations, self._folder = stations, folder
        self._fences = count()
        self._seen: dict[str, Counter[tuple[str, Arrival]]] = {name: Counter() for name in stations}
        self.mark()

    def publish(self, broker: str, topic: str, payload: str, *, qos: int = 1, retain: bool = False) -> None:
        """Publish as the broker's writer."""
        station = self._stations[broker]
        station.publish(station.writer, topic, payload, qos, retain)

    def arrivals(self, payload: str) -> Counter[Arrival]:
        """Where a message has come to so far, and how often."""
        seen = (pair for each in self._seen.values() for pair in each.items())
        return Counter({arrival: times for (text, arrival), times in seen if text == payload})

    def renew_link(self, client_id: str, spoke: str) -> None:
        """Let a bridge lose its connection and make another."""
        log = self._folder / "hub.log"
        connections = log.read_text().count(f" as {client_id} ")
        self._stations["hub"].take_over(client_id, spoke)
        wait_until(
            lambda: log.read_text().count(f" as {client_id} ") == connections + 2,
            within=DEADLINE,
            what=f"{client_id} to come again",
            logs=self.logs,
        )
        self.mark()

    def settle(self) -> None:
        """Return when nothing is under way: a fence of each broker has come to all, and once more."""
        for _ in range(2):
            self._fence(f"fence-{next(self._fences)}")

    def mark(self) -> None:
        """Wait until every broker is reached from every other."""
        deadline = time.monotonic() + DEADLINE
        while time.monotonic() < deadline:
            try:
                self._fence(f"start-{next(self._fences)}", within=0.25)
            except AssertionError as error:
                missing = error
            else:
                return self.settle()
        raise AssertionError("no connected mesh") from missing

    def _fence(self, payload: str, within: float = DEADLINE) -> None:
        for name, station in self._stations.items():
            station.publish(station.probe, f"{FENCE}/{name}", payload, 2)
        wanted = {f"{FENCE}/{name}" for name in self._stations}
        for name in self._stations:
            self._hear(name, payload, set(wanted), time.monotonic() + within)

    def _hear(self, name: str, payload: str, missing: set[str], deadline: float) -> None:
        while missing:
            try:
                message = self._stations[name].heard.get(timeout=max(0.001, deadline - time.monotonic()))
            except Empty:
                raise AssertionError(f"{name} lacks {missing}\n{self.logs()}") from None
            if message.topic.startswith(f"{FENCE}/"):
                if message.payload.decode() == payload:
                    missing.discard(message.topic)
            else:
                arrival = Arrival(name, message.topic, message.qos, message.retain)
                self._seen[name][message.payload.decode(), arrival] += 1

    def logs(self) -> str:
        return "\n".join(f"== {log.name}\n{log.read_text()[-3000:]}" for log in self._folder.glob("*.log"))


@contextmanager
def running_mesh(mesh: Mesh, mosquitto: MosquittoBinary, folder: Path) -> Iterator[RunningMesh]:
    """Run a mesh whose bridges are plain; its listeners are replaced by one for the test's own clients."""
    assert mesh.hub is not None
    addresses = {broker.name: _address() for broker in mesh.brokers}
    hub = Endpoint(addresses[mesh.hub.name], _PORT)
    stations = {}
    with ExitStack() as stack:
        for broker in mesh.brokers:  # the hub first: a bridge that finds none waits for seconds
            place, log = folder / broker.name, folder / f"{broker.name}.log"
            place.mkdir()
            write_broker(_opened(broker), mesh, place, addresses[broker.name], hub)
            stack.enter_context(running([mosquitto.path, "-c", place / "mosquitto.conf"], log=log))
            _wait_for(log)
            stations[broker.name] = station = Station(addresses[broker.name])
            stack.callback(station.close)
        yield RunningMesh(stations, folder)


def _undelayed(opened: Any) -> None:
    opened.setsockopt(IPPROTO_TCP, TCP_NODELAY, True)


def _wait_for(log: Path) -> None:
    wait_until(
        lambda: bool(_RUNS.search(log.read_text())), within=DEADLINE, what="a broker", logs=log.read_text
    )


def _address() -> str:
    """A loopback address that this process used last long ago, in a block that no mesh leases."""
    pid = os.getpid()
    return f"127.{128 + pid // 256 % 64}.{pid % 256}.{next(_addresses) % 254 + 1}"


def _opened(broker: Broker) -> Broker:
    """The broker with the test's clients let in, and fences let through: first, or 2.1 might skip them."""
    listener = replace(broker.listeners[0], port=_PORT, bind=None)
    bridges = tuple(_fenced(grant) if grant.user != WRITER else grant for grant in broker.grants)
    bridge = broker.bridge and replace(broker.bridge, routes=(_ROUTE, *broker.bridge.routes))
    return replace(broker, listeners=(listener,), grants=(*bridges, Grant(PROBE, _EVERYTHING)), bridge=bridge)


def _fenced(grant: Grant) -> Grant:
    read, write = grant.access.read, grant.access.write
    return replace(grant, access=Access((*read, _ROUTE.filter), (*write, _ROUTE.filter)))


def write_broker(broker: Broker, mesh: Mesh, place: Path, address: str, hub: Endpoint) -> None:
    """Everything one broker reads."""
    layout = Layout(
        data=f"{place}/",
        acl=f"{place}/acl",
        observation_acl=f"{place}/acl-observation",
        passwords=f"{place}/passwords",
        observation_socket=f"{place}/socket",
        binds=(address,),
        certificate=None,
        private_key=None,
        client_cas=(None,),
        addresses=(hub,),
        bridge_trust=None,
        bridge_certificate=None,
        bridge_private_key=None,
    )
    origin = Origin.of(mesh)
    conf = render_config(broker, layout, origin).decode().replace(PASSWORD_MARKER, _PASSWORD)
    (place / "mosquitto.conf").write_text(f"user root\nset_tcp_nodelay true\n{conf}")
    (place / "acl").write_bytes(render_acl(broker, origin))
    (place / "acl-observation").write_bytes(render_observation_acl(broker, origin))
    users = {PROBE, *(account.name for account in broker.accounts)}
    (place / "passwords").write_text("".join(f"{user}:{_HASH}\n" for user in sorted(users)))
    for file in place.iterdir():
        file.chmod(0o600)
