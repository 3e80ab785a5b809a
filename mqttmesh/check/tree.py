"""The tree of a topology's text: where each value and entry begins and ends, so that one can change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, cast

from mqttmesh.load.parser import (
    ALIAS,
    MAPPING,
    MAPPING_END,
    SCALAR,
    SEQUENCE_END,
    STREAM_END,
    Event,
    events_of,
)


@dataclass(slots=True)
class Node:
    """A value in the text; offsets count characters.

    Attributes:
        start: Where it begins.
        end: Where its own text ends, without what follows.
        style: How it is written.
        anchored: Whether it has an anchor, so that other places may repeat it.
        entries: Its entries by their keys or indices, of a mapping or list.
    """

    start: int
    end: int
    style: Literal["scalar", "flow", "block", "alias"]
    anchored: bool
    entries: dict[str | int, Entry] = field(default_factory=dict)


@dataclass(slots=True)
class Entry:
    """A key with its value, or an item of a list with its dash.

    Attributes:
        start: Where the key or the dash begins.
        key_end: Where the key ends, before its colon.
        value: The value.
    """

    start: int
    key_end: int
    value: Node

    @property
    def end(self) -> int:
        """Where the value's own text ends."""
        return self.value.end


def tree_of(text: str) -> Node | None:
    """The tree of a text that loads; None when it holds nothing."""
    return _Trees(text).root()


class _Trees:
    def __init__(self, text: str) -> None:
        self._text = text
        self._next = events_of(text)

    def root(self) -> Node | None:
        self._next()
        return None if type(self._next()) is STREAM_END else self._node(self._next())

    def _node(self, event: Event) -> Node:
        kind = type(event)
        start, end, anchored = event.start_mark.index, event.end_mark.index, event.anchor is not None
        if kind is ALIAS:
            return Node(start, end, "alias", anchored=False)
        if kind is SCALAR:
            end = start + len(self._text[start:end].rstrip())  # a block text has its line ends with it
            return Node(start, end, "scalar", anchored)
        flow = bool(cast("Any", event).flow_style)
        node = Node(start, end, "flow" if flow else "block", anchored)
        closed = self._mapping(node) if kind is MAPPING else self._list(node)
        if flow:
            node.end = closed.end_mark.index
        else:  # the parser ends a block where the next one begins
            node.end = max((entry.end for entry in node.entries.values()), default=end)
        return node

    def _mapping(self, node: Node) -> Event:
        while type(event := self._next()) is not MAPPING_END:
            key = self._node(event)
            value = self._node(self._next())
            value.end = max(value.end, key.end)
            name = event.value if type(event) is SCALAR else f"?{key.start}"
            node.entries[name] = Entry(key.start, key.end, value)
        return event

    def _list(self, node: Node) -> Event:
        after = node.start
        while type(event := self._next()) is not SEQUENCE_END:
            item = self._node(event)
            start = item.start if node.style == "flow" else self._text.rindex("-", after, item.start)
            node.entries[len(node.entries)] = Entry(start, start, item)
            after = item.end
        return event
