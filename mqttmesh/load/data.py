"""A topology as plain data, before it is checked against its model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mqttmesh.finding import Finding

Data = dict[str, "Data"] | list["Data"] | str | int | float | bool | None
"""What a topology is before it is checked: mappings, lists and scalars."""

DEPTH = 100
"""Deepest nesting read, aliases expanded."""

TOO_DEEP = f"values are nested more than {DEPTH} deep"

NODES = 1_000_000
"""Most values read, aliases expanded: 100,000 spokes of 10 values each."""

MISTAKES = 10_000
"""Most mistakes told of one topology; a file with more has one cause, and it is among the first."""

MERGE_KEY = "<<"


@dataclass(frozen=True, slots=True)
class Composed:
    """What a text holds.

    Attributes:
        data: The value of its one document; None when there is none, or it could not be read.
        findings: Mistakes in how it is written, placed by their spans.
        complete: Whether `data` is all of it; else checking it further would only mislead.
    """

    data: Data
    findings: tuple[Finding, ...]
    complete: bool
