"""Who is named twice: brokers, ranges of them, and the users of a broker.

This reads the plain data, so that it sees what it can even where other values are wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mqttmesh.finding import Finding, Loc
from mqttmesh.spec.names import NameFaultError, expand_name

if TYPE_CHECKING:
    from mqttmesh.load.data import Data

SPOKES = 100_000
"""Most spokes of one topology, ranges expanded, overrides counted too."""

TOO_MANY_SPOKES = "too-many-spokes"

DEFAULT_HUB = "hub"

_HUB: Loc = ("hub",)

Where = Callable[[Loc], str]
"""Says where a value stands, as `file:line`."""


def name_findings(data: Data, where: Where) -> Iterator[Finding]:
    """Every name that is given twice, in time linear in the number of spokes."""
    topology = _mapping(data)
    hub = _mapping(topology.get("hub"))
    brokers = _Brokers(where, str(hub.get("name", DEFAULT_HUB)))
    yield from brokers.spoke_findings(_items(topology.get("spokes")))
    for loc, broker in _holders_of_users(topology):
        yield from _repeated_users(loc, broker, where)
    own = "hub" if "users" in hub else "defaults"
    yield from brokers.user_findings((own, "users"), _mapping(topology.get(own)))


def _mapping(data: Data) -> dict[str, Data]:
    return data if isinstance(data, dict) else {}


def _items(data: Data) -> list[Data]:
    return data if isinstance(data, list) else []


@dataclass(slots=True)
class _Brokers:
    """The names given so far, and the place of each."""

    where: Where
    hub: str
    first: dict[str, Loc] = field(default_factory=dict)

    def spoke_findings(self, spokes: list[Data]) -> Iterator[Finding]:
        self.first[self.hub] = _HUB
        written = 0
        for index, spoke in enumerate(spokes):
            entry = _mapping(spoke)
            loc = ("spokes", index, "name")
            members, faults = _members(entry.get("name"), loc)
            yield from faults
            written += len(members) or 1
            if written > SPOKES:
                message = f"up to this entry more than {SPOKES:,} spokes are written"
                yield Finding(TOO_MANY_SPOKES, message, loc)
                return
            changes = self._override if entry.get("override") is True else self._definition
            yield from changes(loc, str(entry.get("name")), members)

    def _definition(self, loc: Loc, name: str, members: tuple[str, ...]) -> Iterator[Finding]:
        taken = [member for member in members if member in self.first]
        for member in members:
            self.first.setdefault(member, loc)
        if not taken:
            return
        place = self.where(self.first[taken[0]])
        if taken[0] == self.hub:
            yield Finding(
                "duplicate-name",
                f"`{self.hub}` is the hub's own name",
                loc,
                f"the hub stands at {place}; `hub.name` names it otherwise",
            )
        elif members == (name,):
            yield Finding(
                "duplicate-name", f"the spoke `{name}` is defined at {place} already", loc, _OVERRIDE_HINT
            )
        else:
            yield Finding(
                "range-collision",
                f"`{name}` holds {_those(taken)}, defined at {place} already",
                loc,
                _OVERRIDE_HINT,
            )

    def _override(self, loc: Loc, _name: str, members: tuple[str, ...]) -> Iterator[Finding]:
        missing = [member for member in members if self.first.get(member, _HUB) == _HUB]
        if missing:
            message = f"nothing before this override defines {_those(missing)}"
            yield Finding(
                "override-of-nothing", message, loc, "an override follows the range or spoke that it changes"
            )

    def user_findings(self, loc: Loc, broker: dict[str, Data]) -> Iterator[Finding]:
        """Users of the hub that have the name of a spoke, which logs in by it."""
        for index, user in enumerate(_items(broker.get("users"))):
            name = _mapping(user).get("name")
            spoke = self.first.get(name) if isinstance(name, str) else None
            if spoke and spoke != _HUB:
                message = f"the user `{name}` of the hub has the name of a spoke ({self.where(spoke)})"
                yield Finding(
                    "duplicate-name",
                    message,
                    (*loc, index, "name"),
                    "a spoke logs in by its own name; rename the user",
                )


_OVERRIDE_HINT = "rename one; or `override: true` changes what was defined before"


def _members(name: Data, loc: Loc) -> tuple[tuple[str, ...], list[Finding]]:
    """The spokes that a name stands for, or why it is no name; the model tells what is no text."""
    if not name or not isinstance(name, str):
        return (), []
    try:
        return expand_name(name), []
    except NameFaultError as error:
        return (), [Finding("bad-name", str(error), loc, error.hint)]


def _those(members: list[str]) -> str:
    more = f" and {len(members) - 1:,} more" if len(members) > 1 else ""
    return f"`{members[0]}`{more}"


def _holders_of_users(topology: dict[str, Data]) -> Iterator[tuple[Loc, dict[str, Data]]]:
    for key in ("defaults", "hub"):
        yield (key, "users"), _mapping(topology.get(key))
    for index, spoke in enumerate(_items(topology.get("spokes"))):
        yield ("spokes", index, "users"), _mapping(spoke)


def _repeated_users(loc: Loc, broker: dict[str, Data], where: Where) -> Iterator[Finding]:
    first: dict[str, Loc] = {}
    for index, user in enumerate(_items(broker.get("users"))):
        name = _mapping(user).get("name")
        if not isinstance(name, str):
            continue
        place = (*loc, index, "name")
        if name in first:
            message = f"the user `{name}` is defined at {where(first[name])} already"
            yield Finding("duplicate-name", message, place, "a broker's users have names of their own")
        first.setdefault(name, place)
