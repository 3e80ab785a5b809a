"""What rules look at: a topology with all that follows from it, and where each thing was said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mqttmesh.certs.shelf import Shelf
from mqttmesh.check.ignores import NO_IGNORES, Ignores
from mqttmesh.finding import Loc
from mqttmesh.load import Topology
from mqttmesh.mesh import Broker, Mesh
from mqttmesh.resolve import Group, Resolution
from mqttmesh.resolve.layers import Layers
from mqttmesh.spec import BridgeSpec, BrokerSpec, ExpectSpec, TopologySpec
from mqttmesh.spec.base import Spec

if TYPE_CHECKING:
    from mqttmesh.check.carriage import Carriage
    from mqttmesh.check.papers import Papers


@dataclass(frozen=True, slots=True)
class Place:
    """Where something was said, or would have been.

    Attributes:
        loc: The place in the topology.
        said: Whether somebody said it; else the default holds, and `loc` is the broker's own entry.
        who: Whom it is about, as messages say it: one broker, some, or all.
        brokers: Those of them that are written at one place.
    """

    loc: Loc
    said: bool
    who: str
    brokers: Sequence[Broker]

    @property
    def own(self) -> bool:
        """Whether it was said for these brokers, and not for all."""
        return self.said and self.loc[0] in ("hub", "spokes")

    @property
    def where(self) -> str:
        """Where a hint has another value written, such that it holds."""
        if not self.own:
            return "under `defaults`"
        return "for the hub" if self.loc[0] == "hub" else f"for {self.who}"


@dataclass(frozen=True)
class Subject:
    """The hub, or spokes of which the same is said: what holds for each, and where that was said.

    A rule decides once for all of them, and tells it at each place where they are written.

    Attributes:
        spec: What holds; complete, but for the labels.
        bridge: What holds for the bridge of each; complete. None for the hub.
        written: Who says what about them, for each place where they are written.
        mesh: What the topology says of every spoke.
        expect: What each is expected to bear; None for the hub.
    """

    spec: BrokerSpec
    bridge: BridgeSpec | None
    written: Sequence[tuple[Layers, Sequence[Broker]]]
    mesh: TopologySpec
    expect: ExpectSpec | None = None

    @property
    def broker(self) -> Broker:
        """One of them, as resolved."""
        return self.written[0][1][0]

    @property
    def brokers(self) -> Iterator[Broker]:
        """All of them, as resolved."""
        return (broker for _, brokers in self.written for broker in brokers)

    def places(self, *path: str | int) -> Iterator[Place]:
        """Where a setting was said last, such as `places("queue", "messages")` or `places("bridge", "tls")`.

        A setting that nobody said is placed at the `name` of a spoke, and at the hub itself.
        """
        for layers, brokers in self.written:
            yield self._place(path, layers, brokers)

    def _place(self, path: tuple[str | int, ...], layers: Layers, brokers: Sequence[Broker]) -> Place:
        for loc, spec in reversed(layers.entries):
            if _says(spec, path):
                return Place((*loc, *path), True, named(brokers), brokers)
        if path[0] in ("bridge", "expect") and _says(self.mesh, path):
            return Place(path, True, "the spokes", brokers)
        if _says(layers.defaults.said, path):
            return Place(("defaults", *path), True, "the brokers", brokers)
        own = layers.entries[0][0]
        return Place(own if own == ("hub",) else (*own, "name"), False, named(brokers), brokers)


@dataclass(frozen=True)
class Case:
    """One topology under examination.

    Attributes:
        topology: As it is written.
        resolution: As it is resolved.
        now: The moment for which certificates are judged.
        certificates: The files that it names and that are on this machine.
        ignores: Its ignores, once the rules that they speak of have been asked.
    """

    topology: Topology
    resolution: Resolution
    now: datetime
    certificates: Shelf
    ignores: Ignores = NO_IGNORES

    @classmethod
    def of(cls, topology: Topology, resolution: Resolution, now: datetime | None = None) -> Case:
        """The case of a topology, now."""
        return cls(topology, resolution, now or datetime.now(UTC), Shelf(topology.folder))

    @property
    def spec(self) -> TopologySpec:
        """What the topology says."""
        return self.topology.spec

    @property
    def mesh(self) -> Mesh:
        """What it means."""
        return self.resolution.mesh

    @property
    def folder(self) -> Path:
        """What its paths start from."""
        return self.topology.folder

    @cached_property
    def papers(self) -> Papers:
        """Who shows which certificate to whom, and what OpenSSL says of it."""
        from mqttmesh.check.papers import Papers

        return Papers(self)

    @cached_property
    def carriages(self) -> tuple[Carriage, ...]:
        """What the bridges of each group of spokes carry, and how."""
        from mqttmesh.check.carriage import Carriage

        return tuple(Carriage.of(spokes, self.mesh.hub) for spokes in self.spokes if spokes.broker.bridge)

    @cached_property
    def hub(self) -> Subject | None:
        """The hub, where it is ours."""
        if self.mesh.hub is None:
            return None
        hub = self.resolution.hub
        return Subject(hub.merged, None, [(hub.layers, [self.mesh.hub])], self.spec)

    @cached_property
    def spokes(self) -> tuple[Subject, ...]:
        """The spokes, in groups of which the same is said."""
        return tuple(self._subject(group) for group in self.resolution.groups)

    @property
    def brokers(self) -> Iterator[Subject]:
        """The hub, if it is ours, then the spokes."""
        if self.hub is not None:
            yield self.hub
        yield from self.spokes

    def _subject(self, group: Group) -> Subject:
        written = [(kin.layers, kin.brokers) for kin in group.kin]
        return Subject(group.broker, group.bridge, written, self.spec, group.expect)


def _says(spec: object, path: tuple[str | int, ...]) -> bool:
    """Whether an authored value says something of a path below it."""
    at: object = spec
    for step in path:
        if isinstance(at, Spec) and step in at.model_fields_set:
            at = getattr(at, str(step))
        elif isinstance(at, tuple) and isinstance(step, int) and step < len(at):
            at = at[step]
        else:
            return False
    return at is not None or bool(path)


def named(brokers: Sequence[Broker]) -> str:
    """Some brokers, as messages say them."""
    first = f"`{brokers[0].name}`"
    return first if len(brokers) == 1 else f"{first} and {len(brokers) - 1:,} more"
