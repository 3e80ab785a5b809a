"""The C parser of PyYAML: its events, and where they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

import yaml

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.finding import Span

SCALAR: type = yaml.ScalarEvent
ALIAS: type = yaml.AliasEvent
MAPPING: type = yaml.MappingStartEvent
MAPPING_END: type = yaml.MappingEndEvent
SEQUENCE_END: type = yaml.SequenceEndEvent
DOCUMENT: type = yaml.DocumentStartEvent
STREAM_END: type = yaml.StreamEndEvent

_BREAKS = ("\r\n", "\r", "\x85", "\u2028", "\u2029")  # beside the line feed


class Mark(Protocol):
    """A place in the text, all counted from 0 in characters."""

    index: int
    line: int
    column: int


class Event(Protocol):
    """What the parser meets next; which attributes it has beside its marks depends on its class."""

    start_mark: Mark
    end_mark: Mark
    anchor: str | None
    tag: str | None
    value: str
    implicit: tuple[bool, bool]


def events_of(text: str) -> Callable[[], Event]:
    """A function that returns the next event of `text` at each call.

    Raises:
        EnvironmentProblem: This PyYAML was built without libyaml.
    """
    if not yaml.__with_libyaml__:
        raise EnvironmentProblem(
            "this PyYAML was built without libyaml, its parser in C",
            hint="install it again from its wheel: pip install --force-reinstall --only-binary pyyaml pyyaml",
        )
    parser: Any = yaml.CSafeLoader(text)
    return cast("Callable[[], Event]", parser.get_event)


def source_lines(text: str) -> tuple[str, ...]:
    """The lines of a text, split where YAML 1.1 breaks lines (§4.2), as the parser counts them."""
    for line_break in _BREAKS:
        text = text.replace(line_break, "\n")
    return tuple(text.split("\n"))


def span_of(event: Event) -> Span:
    """Where an event's own text stands: all of it, or its first character when it goes over lines."""
    start, end = event.start_mark, event.end_mark
    width = end.column - start.column if end.line == start.line else 1
    return Span(start.line + 1, start.column + 1, max(1, width))
