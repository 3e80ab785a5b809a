"""Faults of files: each place is told once, whatever the number of its files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mqttmesh.check.rule import Fault
from mqttmesh.finding import Loc


def told(found: Iterable[tuple[Loc, str, str]], hint: str) -> Iterator[Fault]:
    """What is wrong with files, as (place, file, what): the first named at a place speaks for the others."""
    places: dict[Loc, dict[str, str]] = {}
    for loc, name, what in found:
        places.setdefault(loc, {}).setdefault(name, what)
    for loc, files in places.items():
        name, what = next(iter(files.items()))
        more = f"; likewise {len(files) - 1:,} more" if len(files) > 1 else ""
        yield Fault(loc, f"{name} {what}{more}", hint)
