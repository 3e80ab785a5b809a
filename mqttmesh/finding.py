"""Findings: what is wrong with a topology, placed symbolically until somebody reports it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Loc = tuple[str | int, ...]
"""A path into the authored YAML, such as `("spokes", 0, "name")`; pydantic's `loc` has the same form."""


_PASSWORD_KEY = re.compile(
    r"""(?<![\w.-])[\w.-]*?(?<![a-z])(?:pas[sw]+(?:or)?d|pwd)["']?\s*[:=]\s*""", re.IGNORECASE
)
_REFERENCE = r"""(?!\{\s*(?:\}|["']?(?:env|file)["']?\s*:))"""
_REST = re.compile(rf"{_REFERENCE}[^\s#].*(?<!\s)")
_ONE_OF_MANY = re.compile(
    rf"""{_REFERENCE}(?:"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?|\{{[^}}]*\}}?|\[[^\]]*\]?|[^\s,{{}}\[\]#][^,{{}}\[\]]*)"""
)


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
        """A 1-based line as it may be shown, without passwords in clear; empty when there is none."""
        return _masked(self.lines[number - 1]) if 0 < number <= len(self.lines) else ""


@lru_cache(maxsize=8)
def clear_passwords(line: str) -> tuple[tuple[int, int, int], ...]:
    """Passwords that a line of YAML, or a `--set`, holds in clear: where the key, it, and what follows begin.

    A line is read by itself, since it may be shown for not being YAML; rather too much counts as a password.
    """
    return tuple(_clear_passwords(line))


def _clear_passwords(line: str) -> Iterator[tuple[int, int, int]]:
    done = 0
    while key := _PASSWORD_KEY.search(line, done):
        alone = "=" in key[0] or (not done and not line[: key.start()].strip(" -\"'?"))
        found = (_REST if alone else _ONE_OF_MANY).match(line, key.end())
        if found:
            yield key.start(), *found.span()
        done = found.end() if found else key.end()


@lru_cache(maxsize=8)
def _masked(line: str) -> str:
    parts, done = [], 0
    for _, first, last in clear_passwords(line):
        parts += [line[done:first], "*" * (last - first)]
        done = last
    return "".join([*parts, line[done:]])
