"""Findings: what is wrong with a topology, placed symbolically until somebody reports it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Loc = tuple[str | int, ...]
"""A path into the authored YAML, such as `("spokes", 0, "name")`; pydantic's `loc` has the same form."""


class Severity(StrEnum):
    """How bad a finding is."""

    ERROR = "error"  # stops render and up
    WARNING = "warning"  # shown, does not stop
    ADVICE = "advice"  # nothing proves it; shown when asked


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of one source line: 1-based line and column, width in characters (at least 1)."""

    line: int
    column: int
    width: int = 1


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the text that mends a finding and nothing else.

    Attributes:
        loc: The value that changes.
        value: What stands there instead, as YAML; None removes the key with its value.
    """

    loc: Loc
    value: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """One mistake or piece of advice.

    Attributes:
        rule: Stable kebab-case id, such as `unknown-key`.
        message: What is wrong, naming the thing at fault.
        loc: Where in the topology; made concrete by `SourceMap.span`.
        hint: What was expected or what to do; one line.
        severity: Whether it stops the pipeline.
        on_key: Point at the mapping key rather than at its value.
        span: A concrete place, for mistakes that stand outside the tree (YAML syntax).
        edit: What mends it safely, where something does.
    """

    rule: str
    message: str
    loc: Loc = ()
    hint: str = ""
    severity: Severity = Severity.ERROR
    on_key: bool = False
    span: Span | None = None
    edit: Edit | None = None


@dataclass(frozen=True, slots=True)
class SourceMap:
    """The text of one topology, and where each of its values and keys stands.

    Attributes:
        name: The file's name as the user gave it.
        lines: The text, split at line ends.
        values: Each value's place, by its path.
        keys: Each mapping key's place, by the path of its value.
    """

    name: str
    lines: tuple[str, ...] = ()
    values: Mapping[Loc, Span] = field(default_factory=dict)
    keys: Mapping[Loc, Span] = field(default_factory=dict)

    def span(self, finding: Finding) -> Span:
        """Where a finding stands; a path that is not in the text is placed at its nearest parent."""
        if finding.span is not None:
            return finding.span
        if finding.on_key and finding.loc in self.keys:
            return self.keys[finding.loc]
        loc = finding.loc
        while loc and loc not in self.values:
            loc = loc[:-1]
        return self.values.get(loc, Span(1, 1))

    def line(self, number: int) -> str:
        """The text of a 1-based line, empty when there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""
