"""Where each value and key of a topology stands: read from the text a second time, when first asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from mqttmesh.finding import Loc, SourceMap, Span
from mqttmesh.load.data import MERGE_KEY
from mqttmesh.load.parser import (
    ALIAS,
    MAPPING,
    MAPPING_END,
    SCALAR,
    SEQUENCE_END,
    STREAM_END,
    events_of,
    source_lines,
)

if TYPE_CHECKING:
    from mqttmesh.load.parser import Event


def source_map(name: str, text: str) -> SourceMap:
    """The places of a text that `compose` has read to its end."""
    places = _Places(text)
    return SourceMap(name, places.lines, _Lookup(places, "values"), _Lookup(places, "keys"))


class _Lookup(Mapping[Loc, Span]):
    """One of the two maps of `_Places`, by paths that may lead through aliases and `<<`."""

    def __init__(self, places: _Places, kind: str) -> None:
        self._places = places
        self._kind = kind

    @cached_property
    def _spans(self) -> dict[Loc, Span]:
        self._places.read()
        spans: dict[Loc, Span] = getattr(self._places, self._kind)
        return spans

    def __getitem__(self, loc: Loc) -> Span:
        return self._spans[loc] if loc in self._spans else self._spans[self._places.written(loc)]

    def __iter__(self) -> Iterator[Loc]:
        return iter(self._spans)

    def __len__(self) -> int:
        return len(self._spans)


class _Places:
    """Every span of one text, as written: what an alias brings stands at its anchor."""

    def __init__(self, text: str) -> None:
        self.lines = source_lines(text)
        self.values: dict[Loc, Span] = {}
        self.keys: dict[Loc, Span] = {}
        self._text = text
        self._aliases: dict[Loc, Loc] = {}
        self._anchors: dict[str, Loc] = {}

    def read(self) -> None:
        """Fill in the spans, once."""
        if self.values:
            return
        self._next = events_of(self._text)
        self._next()
        if type(self._next()) is not STREAM_END:
            self._node(self._next(), ())

    def written(self, loc: Loc) -> Loc:
        """The path of a value where its text stands: aliases on the way followed, `<<` looked into."""
        at: Loc = ()
        for step in loc:
            at = self._below(self._aliases.get(at, at), step)
        return at

    def _below(self, at: Loc, step: str | int) -> Loc:
        if (*at, step) in self.values or (*at, MERGE_KEY) not in self.values:
            return (*at, step)
        for source in self._merged(at):
            found = self._below(source, step)
            if found in self.values:
                return found
        return (*at, step)

    def _merged(self, at: Loc) -> Iterator[Loc]:
        merge = (*at, MERGE_KEY)
        merge = self._aliases.get(merge, merge)
        index = 0
        while (item := (*merge, index)) in self.values:
            yield self._aliases.get(item, item)
            index += 1
        if not index:
            yield merge

    def _node(self, event: Event, loc: Loc) -> None:
        self.values[loc] = self._span(event, loc)
        kind = type(event)
        if kind is ALIAS:
            self._aliases[loc] = self._anchors.get(str(event.anchor), loc)
            return
        if event.anchor is not None:
            self._anchors[event.anchor] = loc
        if kind is MAPPING:
            self._mapping(loc)
        elif kind is not SCALAR:
            self._sequence(loc)

    def _sequence(self, loc: Loc) -> None:
        index = 0
        while type(event := self._next()) is not SEQUENCE_END:
            self._node(event, (*loc, index))
            index += 1

    def _mapping(self, loc: Loc) -> None:
        while type(event := self._next()) is not MAPPING_END:
            below = (*loc, event.value) if type(event) is SCALAR else (*loc, "?", len(self.values))
            if below in self.values:
                below = (*loc, "?", len(self.values))  # written twice: the first counts
            key = self._span(event, loc)
            if type(event) is not SCALAR:
                self._node(event, (*below, "?"))
            self.keys[below] = key
            self._node(self._next(), below)

    def _span(self, event: Event, loc: Loc) -> Span:
        """The text of a value on its first line; an empty value stands at its key."""
        start, end = event.start_mark, event.end_mark
        if start.index == end.index and type(event) is SCALAR and loc in self.keys:
            return self.keys[loc]
        line = self.lines[start.line] if start.line < len(self.lines) else ""
        whole = type(event) in (SCALAR, ALIAS) and end.line == start.line
        stop = end.column if whole else len(line.rstrip())
        return Span(start.line + 1, start.column + 1, max(1, stop - start.column))
