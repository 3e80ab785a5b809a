"""`# mqttmesh: ignore[rule-id]`: comments that take findings out, and what became of them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from mqttmesh.finding import Finding, SourceMap, Span
from mqttmesh.load.overrides import origin_of
from mqttmesh.load.parser import SCALAR, STREAM_END, events_of

FAMILY = "ignores"
"""The rules that look at ignores; they are asked once the others have answered."""

_MARK = "mqttmesh:"
_COMMENT = re.compile(r"#[ \t]*mqttmesh:[ \t]*ignore\b(?:\[(?P<ids>[^\]\n]{0,1000})\])?")
_ID = re.compile(r"[^\s,]+")


@dataclass(frozen=True, slots=True)
class Named:
    """One rule id in an ignore.

    Attributes:
        id: As it is written.
        span: Where it stands.
        line: The line whose findings it takes out.
    """

    id: str
    span: Span
    line: int


@dataclass(frozen=True, slots=True)
class Ignores:
    """The ignores of one text, and what became of them.

    Attributes:
        named: Every id in them.
        bare: Those that name no rule, and so do nothing.
        used: Ids that took something out.
        judged: The rules that said all that they find: whether ids of others do anything is not known.
        known: Every rule there is.
    """

    named: tuple[Named, ...] = ()
    bare: tuple[Span, ...] = ()
    used: frozenset[Named] = frozenset()
    judged: Collection[str] = ()
    known: Collection[str] = ()

    @property
    def unknown(self) -> Iterator[Named]:
        """Ids of no rule."""
        return (each for each in self.named if each.id not in self.known)

    @property
    def unused(self) -> Iterator[Named]:
        """Ids of rules that were asked, and found nothing there."""
        return (each for each in self.named if each.id in self.judged and each not in self.used)


NO_IGNORES = Ignores()


def settled(
    findings: Iterable[Finding], source: SourceMap, judged: Collection[str], known: Collection[str]
) -> tuple[list[Finding], Ignores]:
    """The findings that no comment takes out, and what became of the comments.

    Args:
        findings: What rules found.
        source: The text that they stand in; what came from an option has no line in it.
        judged: The rules that said all that they find.
        known: Every rule there is.
    """
    named, bare = _comments(source)
    if not named:
        return list(findings), Ignores(bare=bare)
    places = {(each.id, each.line): each for each in reversed(named)}
    kept, used = [], set()
    for finding in findings:
        own = origin_of(finding, source) is source
        comment = places.get((finding.rule, source.span(finding).line)) if own else None
        if comment is None:
            kept.append(finding)
        else:
            used.add(comment)
    return kept, Ignores(named, bare, frozenset(used), judged, known)


def _comments(source: SourceMap) -> tuple[tuple[Named, ...], tuple[Span, ...]]:
    """The ids in the comments of a text, and the comments without any."""
    text = "\n".join(source.lines)
    if _MARK not in text:
        return (), ()
    candidates = list(_COMMENT.finditer(text))
    values = list(_values(text)) if candidates else []
    starts = list(accumulate((len(line) + 1 for line in source.lines), initial=0))
    spoken_of = _spoken_of(source.lines) if candidates else []
    named: list[Named] = []
    bare: list[Span] = []
    for match in _outside(candidates, values):
        row = bisect_right(starts, match.start())
        begin = starts[row - 1]
        line = row if text[begin : match.start()].strip() else spoken_of[row - 1]
        ids = list(_ID.finditer(text, *match.span("ids"))) if match["ids"] else []
        named += (Named(id[0], Span(row, id.start() - begin + 1, len(id[0])), line) for id in ids)
        if not ids:
            bare.append(Span(row, match.start() - begin + 1, len(match[0])))
    return tuple(named), tuple(bare)


def _values(text: str) -> Iterator[tuple[int, int]]:
    """Where each value stands that may hold a `#` of its own."""
    following = events_of(text)
    while type(event := following()) is not STREAM_END:
        if type(event) is SCALAR:
            start, end = event.start_mark.index, event.end_mark.index
            if text[start : start + 1] in "|>":  # a comment may stand behind the indicator
                start = max(start, text.find("\n", start))
            yield start, end


def _outside(matches: Iterable[re.Match[str]], values: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """The matches that stand in no value; both in the order of the text."""
    at = 0
    for match in matches:
        while at < len(values) and values[at][1] <= match.start():
            at += 1
        if at == len(values) or match.start() < values[at][0]:
            yield match


def _spoken_of(lines: Sequence[str]) -> list[int]:
    """For each line the first one from it on that holds something, its own number where none does."""
    numbers = list(range(1, len(lines) + 1))
    for index in reversed(range(len(lines) - 1)):
        if not lines[index].strip() or lines[index].lstrip().startswith("#"):
            numbers[index] = numbers[index + 1]
    return numbers
