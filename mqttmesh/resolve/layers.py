"""Who says what about a broker: the defaults, then a hub, or a range and then one member of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from mqttmesh.finding import Loc
from mqttmesh.resolve.defaults import BROKER
from mqttmesh.resolve.merge import merge
from mqttmesh.spec import BrokerSpec, SpokeSpec
from mqttmesh.spec.names import expand_name


@dataclass(frozen=True, slots=True)
class Defaults:
    """What every broker inherits.

    Attributes:
        said: The topology's `defaults`, as written.
        merged: The same over our own defaults, complete.
    """

    said: BrokerSpec
    merged: BrokerSpec

    @classmethod
    def of(cls, said: BrokerSpec | None) -> Defaults:
        """From the topology's `defaults`."""
        return cls(said or BrokerSpec(), merge(BROKER, said, BROKER))


@dataclass(frozen=True, slots=True)
class Layers:
    """What is said of one broker, with its places, from the weakest to the strongest."""

    defaults: Defaults
    entries: tuple[tuple[Loc, BrokerSpec], ...]

    def merged(self) -> BrokerSpec:
        """What all of them say together; complete."""
        return reduce(lambda base, entry: merge(base, entry[1], BROKER), self.entries, self.defaults.merged)

    def labels(self) -> Mapping[str, str]:
        """The user's own labels."""
        said = [spec for _, spec in self.entries if "labels" in spec.model_fields_set]
        labels = self.defaults.merged.labels or {}
        for spec in said:
            labels = {**labels, **spec.labels} if spec.labels is not None else {}
        return labels

    def loc(self, field: str) -> Loc:
        """Where a field was said last; the broker's own place when nobody said it."""
        for loc, spec in reversed(self.entries):
            if field in spec.model_fields_set:
                return (*loc, field)
        return ("defaults", field) if field in self.defaults.said.model_fields_set else self.entries[-1][0]


@dataclass(frozen=True, slots=True)
class Member:
    """One spoke, and the entries of `spokes` that speak of it, by their index."""

    name: str
    entries: tuple[int, ...]


def members(spokes: Sequence[SpokeSpec]) -> Iterator[Member]:
    """Every spoke in the order in which it is first written; an override keeps the place."""
    entries: dict[str, list[int]] = {}
    for index, spoke in enumerate(spokes):
        for name in expand_name(spoke.name):
            entries.setdefault(name, []).append(index)
    return (Member(name, tuple(indices)) for name, indices in entries.items())
