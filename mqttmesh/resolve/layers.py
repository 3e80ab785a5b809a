"""Who says what about a broker: defaults, then a range, then one member of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mqttmesh.finding import Loc
from mqttmesh.resolve.defaults import BROKER
from mqttmesh.resolve.merge import broker_part, complete, merge
from mqttmesh.spec import BrokerSpec, SpokeSpec
from mqttmesh.spec.names import expand_name


@dataclass(frozen=True, slots=True)
class Layers:
    """Specs of one broker with their places, from the weakest to the strongest."""

    items: tuple[tuple[Loc, BrokerSpec], ...]

    def merged(self) -> BrokerSpec:
        """What all of them say together, completed by our defaults."""
        said = BrokerSpec()
        for _, spec in self.items:
            said = merge(said, broker_part(spec))
        return complete(BROKER, said)

    def loc(self, field: str) -> Loc:
        """Where a field was said last; the broker's own place when nobody said it."""
        for loc, spec in reversed(self.items):
            if field in spec.model_fields_set:
                return (*loc, field)
        return self.items[-1][0]


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
