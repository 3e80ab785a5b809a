"""Many topic filters, asked which of them overlap another: without a look at each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from mqttmesh import topic

Value = TypeVar("Value")


@dataclass(slots=True)
class _Node(Generic[Value]):
    children: dict[str, _Node[Value]] = field(default_factory=dict)
    values: list[tuple[str, Value]] = field(default_factory=list)

    def beside(self, topic_filter: str) -> Iterator[Value]:
        """What is kept here, but for filters that share no topic name with this one."""
        return (value for own, value in self.values if {own, topic_filter} != topic.DISJOINT)


class FilterTree(Generic[Value]):
    """Filters by their levels, each with a value.

    Attributes:
        steps: Levels looked at so far, for those who stop where that is too many.
    """

    def __init__(self) -> None:
        self.steps = 0
        self._root: _Node[Value] = _Node()

    def add(self, topic_filter: str, value: Value) -> None:
        """Keep a filter."""
        node = self._root
        for level in topic_filter.split("/"):
            node = node.children.setdefault(level, _Node())
        node.values.append((topic_filter, value))

    def overlapping(self, topic_filter: str) -> Iterator[Value]:
        """The values of all filters that share a topic name with this one, as they are met."""
        levels = topic_filter.split("/")
        waiting = [(self._root, 0)]
        while waiting:
            node, depth = waiting.pop()
            level = levels[depth] if depth < len(levels) else None
            if level in (None, "#"):
                yield from node.beside(topic_filter)
            self.steps += len(node.children) if level in ("+", "#") else 1
            for name in _going_on(node.children, level, first=node is self._root):
                child = node.children[name]
                if level == "#":
                    waiting.append((child, depth))
                elif name == "#":
                    yield from child.beside(topic_filter)
                else:
                    waiting.append((child, depth + 1))


def _going_on(children: dict[str, _Node[Value]], level: str | None, *, first: bool) -> list[str]:
    """Which children share a topic name with a filter that has this level here; None is its end."""
    if level in ("+", "#"):
        return [name for name in children if not (first and name.startswith("$"))]
    plain = first and level is not None and level.startswith("$")  # no wildcard matches such a level
    wanted = ("#",) if level is None else (level,) if plain else (level, "+", "#")
    return [name for name in wanted if name in children]
