"""TopologySpec → Mesh: defaults, ranges, placeholders, presets, and the access that follows from topics."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

from mqttmesh.errors import TopologyError
from mqttmesh.finding import Loc
from mqttmesh.load import Topology
from mqttmesh.mesh import Access, Account, Broker, Grant, Mesh, Release, Role, Trust
from mqttmesh.resolve import access
from mqttmesh.resolve.broker import resolve_broker
from mqttmesh.resolve.checks import check_broker, check_clients
from mqttmesh.resolve.collector import Collector
from mqttmesh.resolve.hub import Hub, check_hub, check_hub_users
from mqttmesh.resolve.layers import Defaults, Layers
from mqttmesh.resolve.placeholders import Names
from mqttmesh.resolve.release import release_of
from mqttmesh.resolve.spokes import Group, resolve_spokes
from mqttmesh.spec import TopologySpec

__all__ = ["Group", "Resolution", "resolution", "resolve"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """A mesh, and what it came from.

    Attributes:
        hub: The hub as its spokes see it.
        groups: Spokes of which the same is said.
    """

    mesh: Mesh
    hub: Hub
    groups: tuple[Group, ...]


def resolve(topology: Topology, *, release: Release | None = None) -> Mesh:
    """The mesh that a topology describes.

    Args:
        topology: As loaded.
        release: Resolve for this Mosquitto, whatever the images hold: that of a native binary.

    Raises:
        TopologyError: Every mistake that shows only once all that is inherited is known.
    """
    return resolution(topology, release=release).mesh


def resolution(topology: Topology, *, release: Release | None = None) -> Resolution:
    """The same, with what each part of the mesh came from.

    Raises:
        TopologyError: As `resolve`.
    """
    spec, collector = topology.spec, Collector()
    defaults = Defaults.of(spec.defaults)
    hub = Hub(spec.hub, Layers(defaults, ((("hub",), spec.hub),)), Names(spec.name))
    check_hub(hub, collector)
    spokes, groups = resolve_spokes(spec, hub, defaults, release, collector)
    _check_identities(spokes, spec, hub, collector)
    own = _own_hub(hub, spokes, release, collector) if hub.ours else None
    if collector.findings:
        raise TopologyError(collector.findings, topology.source)
    mesh = Mesh(
        name=spec.name,
        topology=PurePath(topology.name).name,
        host=spec.hub.host,
        kind=spec.hub.kind,
        trust=Trust("system" in spec.trust, tuple(path for path in spec.trust if path != "system")),
        hub=own,
        spokes=spokes,
    )
    return Resolution(mesh, hub, groups)


def _own_hub(hub: Hub, spokes: tuple[Broker, ...], release: Release | None, collector: Collector) -> Broker:
    merged = hub.merged
    release = release or release_of(merged.image or "", merged.mosquitto, hub.layers.loc("image"), collector)
    ways = frozenset(spoke.bridge.tls for spoke in spokes if spoke.bridge)
    admitted = frozenset(index for tls in ways if (index := hub.dialled(tls=tls)) is not None)
    check_broker(merged, hub.layers, release, collector)
    check_clients(merged, hub.layers, admitted, collector)
    check_hub_users(hub, admitted, collector)
    grants = _spoke_grants(spokes)
    named = hub.proof != "anonymous"
    own = access.granted(merged.anonymous, hub.names) if merged.anonymous else Access()
    return resolve_broker(
        merged,
        hub.spec.name,
        hub.names,
        role=Role.HUB,
        release=release,
        listeners=hub.listeners(tls=ways),
        anonymous=own if named else access.together([Grant("", own), *grants]),
        labels=hub.layers.labels(),
        spokes=_spoke_accounts(spokes),
        spoke_grants=grants if named else (),
    )


def _spoke_grants(spokes: Iterable[Broker]) -> tuple[Grant, ...]:
    return tuple(
        Grant(spoke.bridge.username or spoke.name, access.at_hub(spoke.bridge, states=_tells_hub(spoke)))
        for spoke in spokes
        if spoke.bridge
    )


def _tells_hub(spoke: Broker) -> bool:
    options = spoke.bridge.options if spoke.bridge else ()
    return not any(option.name == "notifications_local_only" and option.value == "true" for option in options)


def _spoke_accounts(spokes: Iterable[Broker]) -> tuple[Account, ...]:
    return tuple(
        Account(spoke.bridge.username, spoke.bridge.password)
        for spoke in spokes
        if spoke.bridge and spoke.bridge.username and spoke.bridge.password
    )


def _check_identities(spokes: tuple[Broker, ...], spec: TopologySpec, hub: Hub, collector: Collector) -> None:
    client_ids: dict[str, str] = {}
    users = {hub.names.fill(user.name): "a user of the hub" for user in hub.merged.users or ()}
    for spoke in spokes:
        assert spoke.bridge is not None
        owner = client_ids.setdefault(spoke.bridge.remote_clientid, spoke.name)
        if owner != spoke.name:
            _note_twin(
                "client id", spoke.bridge.remote_clientid, spoke.name, owner, _bridge_loc(spec), collector
            )
        if hub.ours and (username := spoke.bridge.username):
            owner = users.setdefault(username, spoke.name)
            if owner != spoke.name:
                _note_twin("user name", username, spoke.name, owner, _bridge_loc(spec), collector)


def _bridge_loc(spec: TopologySpec) -> Loc:
    return ("bridge",) if spec.bridge else ("spokes",)


def _note_twin(what: str, value: str, spoke: str, owner: str, loc: Loc, collector: Collector) -> None:
    collector.add(
        "duplicate-identity",
        f"`{spoke}` has the {what} `{value}` at the hub, as has {owner}",
        loc,
        "let it hold {spoke}, or leave it out",
    )
