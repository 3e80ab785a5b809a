"""Spokes: what the mesh, a range and a member say together, and their bridges to the hub."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from mqttmesh.finding import Loc
from mqttmesh.mesh import Bridge, Broker, Release, Role
from mqttmesh.resolve import access
from mqttmesh.resolve.bridge import resolve_bridge, resolve_pair, resolve_route, resolve_secret
from mqttmesh.resolve.broker import resolve_broker, resolve_listeners
from mqttmesh.resolve.checks import (
    check_bridge,
    check_broker,
    check_carries,
    check_clients,
    check_proof,
    check_release,
    check_routes,
)
from mqttmesh.resolve.collector import Collector
from mqttmesh.resolve.defaults import BRIDGE, EXPECT
from mqttmesh.resolve.hub import Hub
from mqttmesh.resolve.layers import Defaults, Layers, Member, members
from mqttmesh.resolve.merge import merge
from mqttmesh.resolve.placeholders import Names
from mqttmesh.resolve.release import release_of
from mqttmesh.spec import BridgeSpec, BrokerSpec, ExpectSpec, PairSpec, SpokeSpec, TopicSpec, TopologySpec

Entry = tuple[Loc, SpokeSpec]


# All that makes a spoke what it is, but for its name and its labels.
_shape = attrgetter(*sorted(SpokeSpec.model_fields.keys() - {"name", "labels", "override"}))


@dataclass(frozen=True, slots=True)
class Kin:
    """Spokes that are written at one place: one entry, or a range and the override of a member.

    Attributes:
        layers: Who says what about them, and where.
    """

    layers: Layers
    brokers: list[Broker] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Group:
    """Spokes of which the same is said, but for their names and labels.

    Attributes:
        broker: What holds for each as a broker; complete, but for the labels.
        bridge: What holds for the bridge of each; complete.
        routes: What each bridge carries, the mesh's own topics first; placeholders are not filled.
        expect: What each is expected to bear; with the defaults.
        kin: The places where they are written, in the order of the file.
    """

    mesh: str
    hub: Hub
    broker: BrokerSpec
    bridge: BridgeSpec
    routes: tuple[TopicSpec, ...]
    client_tls: PairSpec | None
    expect: ExpectSpec
    release: Release
    kin: list[Kin] = field(default_factory=list)

    def member(self, name: str, labels: Mapping[str, str]) -> Broker:
        """One of them."""
        names = Names(self.mesh, name)
        bridge = self._bridge(name, names)
        said = self.broker.anonymous
        return resolve_broker(
            self.broker,
            name,
            names,
            role=Role.SPOKE,
            release=self.release,
            listeners=resolve_listeners(self.broker, names),
            anonymous=access.at_spoke(bridge.routes) if said is None else access.granted(said, names),
            bridge=bridge,
            labels=labels,
        )

    def _bridge(self, name: str, names: Names) -> Bridge:
        proof = self.hub.proof
        named = proof == "password" or (proof == "certificate" and not self.hub.ours)
        secret = resolve_secret(self.bridge.password, f"secrets/{name}.password")
        return resolve_bridge(
            self.bridge,
            tuple(resolve_route(route, names) for route in self.routes),
            names,
            addresses=self.hub.addresses(tls=bool(self.bridge.tls)),
            username=self.bridge.username if named else None,
            password=secret if proof == "password" else None,
            key_pair=resolve_pair(self.client_tls, names) if proof == "certificate" else None,
            extra=self.broker.extra_config.bridge if self.broker.extra_config else (),
        )


def resolve_spokes(
    spec: TopologySpec, hub: Hub, defaults: Defaults, release: Release | None, collector: Collector
) -> tuple[tuple[Broker, ...], tuple[Group, ...]]:
    """Every spoke, in the order in which it is written, and what groups of them share, worked out once."""
    kind_bridge = _bridge_of_kind(hub)
    mesh = _Inherited(spec, hub, defaults, kind_bridge, merge(kind_bridge, spec.bridge, kind_bridge), release)
    check_bridge(spec.bridge, mesh.bridge, ("bridge",), hub, collector)
    check_routes(spec.topics, ("topics",), hub, collector)
    groups = _Groups(mesh, collector)
    brokers = []
    for member in members(spec.spokes):
        group, kin, labels = groups.of(member)
        broker = group.member(member.name, labels)
        kin.brokers.append(broker)
        brokers.append(broker)
    return tuple(brokers), groups.all


@dataclass(frozen=True, slots=True)
class _Inherited:
    """What all spokes start from; `kind_bridge` is what a null in `bridge` brings back."""

    spec: TopologySpec
    hub: Hub
    defaults: Defaults
    kind_bridge: BridgeSpec
    bridge: BridgeSpec
    release: Release | None


class _Groups:
    """Finds the group of each spoke: by its entries, else by what they say."""

    def __init__(self, mesh: _Inherited, collector: Collector) -> None:
        self._mesh = mesh
        self._collector = collector
        self._kin: dict[tuple[int, ...], tuple[Group, Kin, Mapping[str, str]]] = {}
        self._shapes: dict[Hashable, Group] = {}
        self._all: list[Group] = []

    def of(self, member: Member) -> tuple[Group, Kin, Mapping[str, str]]:
        """A spoke's group and kin, and its labels."""
        known = self._kin.get(member.entries)
        if known is None:
            known = self._kin[member.entries] = self._new(member)
        return known

    @property
    def all(self) -> tuple[Group, ...]:
        """Every group met so far."""
        return tuple(self._all)

    def _new(self, member: Member) -> tuple[Group, Kin, Mapping[str, str]]:
        entries: list[Entry] = [
            (("spokes", index), self._mesh.spec.spokes[index]) for index in member.entries
        ]
        layers = Layers(self._mesh.defaults, tuple(entries))
        shape = tuple(_shape(entry) for _, entry in entries)
        group = self._shapes.get(shape)
        if group is None:
            faults = len(self._collector.findings)
            group = _group(self._mesh, layers, entries, self._collector)
            self._all.append(group)
            if len(self._collector.findings) == faults:  # a mistake is told wherever it stands
                self._shapes[shape] = group
        kin = Kin(layers)
        group.kin.append(kin)
        return group, kin, layers.labels()


def _group(mesh: _Inherited, layers: Layers, entries: list[Entry], collector: Collector) -> Group:
    broker, bridge = layers.merged(), mesh.bridge
    for _, entry in entries:
        bridge = merge(bridge, entry.bridge, mesh.kind_bridge)
    shared = Group(
        mesh=mesh.spec.name,
        hub=mesh.hub,
        broker=broker,
        bridge=bridge,
        routes=_routes(mesh.spec, entries),
        expect=_expect(mesh.spec, entries),
        client_tls=next((entry.client_tls for _, entry in reversed(entries) if entry.client_tls), None),
        release=mesh.release
        or release_of(broker.image or "", broker.mosquitto, layers.loc("image"), collector),
    )
    _check(mesh.spec, shared, layers, entries, collector)
    return shared


def _check(
    spec: TopologySpec, shared: Group, layers: Layers, entries: list[Entry], collector: Collector
) -> None:
    check_broker(shared.broker, layers, shared.release, collector)
    check_clients(shared.broker, layers, frozenset(), collector)
    check_release(spec.bridge, ("bridge",), shared.release, collector)
    check_carries(shared.routes, entries[-1][0], collector)
    check_proof(shared.hub, shared.bridge, shared.client_tls, entries[-1][0], collector)
    for loc, entry in entries:
        check_routes(entry.topics or (), (*loc, "topics"), shared.hub, collector)
        check_bridge(entry.bridge, shared.bridge, (*loc, "bridge"), shared.hub, collector)
        check_release(entry.bridge, (*loc, "bridge"), shared.release, collector)


def _routes(spec: TopologySpec, entries: list[Entry]) -> tuple[TopicSpec, ...]:
    routes = list(spec.topics)
    for _, entry in entries:
        routes.extend(entry.topics or ())
    return tuple(dict.fromkeys(routes))


def _expect(spec: TopologySpec, entries: list[Entry]) -> ExpectSpec:
    expect = merge(EXPECT, spec.expect, EXPECT)
    for _, entry in entries:
        expect = merge(expect, entry.expect, EXPECT)
    return expect


def _bridge_of_kind(hub: Hub) -> BridgeSpec:
    """Our defaults, with what the hub's kind presets; packets no larger than a hub of ours takes."""
    limits = hub.merged.limits
    packet_size = limits.packet_size if hub.ours and limits else None
    update = {"max_packet_size": packet_size} if hub.ours else hub.preset.options
    bridge = BRIDGE.model_copy(update=update)
    username = (bridge.username or "").replace("{host}", hub.spec.host) or None
    return bridge.model_copy(update={"username": username})
