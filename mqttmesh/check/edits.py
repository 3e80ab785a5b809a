"""Edits as changes of a text: what stands where, and nothing else, so that comments and layout are kept."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from mqttmesh.check.tree import Entry, Node, tree_of
from mqttmesh.finding import Edit, Loc
from mqttmesh.load.data import MERGE_KEY

_COLON = re.compile(r"[ \t]*:")


class UneditableError(Exception):
    """Why a value cannot be changed where it stands."""


@dataclass(frozen=True, slots=True, order=True)
class Change:
    """The characters from `start` to `end` are replaced."""

    start: int
    end: int
    replacement: str


def changed(text: str, changes: list[Change]) -> str:
    """A text with changes that do not overlap."""
    pieces, at = [], 0
    for change in sorted(changes):
        pieces += [text[at : change.start], change.replacement]
        at = change.end
    return "".join([*pieces, text[at:]])


class Editor:
    """Finds the change of one text that an edit means."""

    def __init__(self, text: str) -> None:
        self._text = text

    def change(self, edit: Edit) -> Change:
        """The change that an edit means.

        Raises:
            UneditableError: What it changes is not written there, or other places repeat it.
        """
        parents = self._path(edit.loc)
        if edit.value is None:
            return self._removal(parents, edit.loc)
        return self._replacement(parents[-1].entries[edit.loc[-1]].value, edit.value)

    @cached_property
    def _root(self) -> Node | None:
        return tree_of(self._text)

    def _path(self, loc: Loc) -> list[Node]:
        """The collections that hold the value, outermost first."""
        node = self._root
        parents = []
        for step in loc:
            if node is None or step not in node.entries:
                merged = node is not None and MERGE_KEY in node.entries
                raise UneditableError("it comes by `<<`" if merged else "it is not written there")
            parents.append(node)
            node = node.entries[step].value
            if node.style == "alias":
                raise UneditableError("it comes by an alias")
            if node.anchored:
                raise UneditableError("other places may repeat it by an alias")
        if not parents:
            raise UneditableError("it is the whole topology")
        return parents

    def _replacement(self, node: Node, value: str) -> Change:
        if node.style == "block":
            raise UneditableError("it goes over several lines")
        if not self._text[node.start : node.end].strip():
            return Change(node.start, node.start, f" {value}")
        return Change(node.start, node.end, value)

    def _removal(self, parents: list[Node], loc: Loc) -> Change:
        parent, step = parents[-1], loc[-1]
        entry = parent.entries[step]
        if self._text[self._line(entry.start) : entry.start].rstrip().endswith("?"):
            raise UneditableError("its key is written with `?`")
        if len(parent.entries) == 1:
            return self._emptied(parents, entry, loc)
        steps = list(parent.entries)
        at = steps.index(step)
        after = parent.entries[steps[at + 1]] if at + 1 < len(steps) else None
        before = parent.entries[steps[at - 1]] if at else None
        if parent.style == "flow":
            return self._out_of_flow(entry, before, after)
        return self._out_of_block(entry, after)

    def _emptied(self, parents: list[Node], entry: Entry, loc: Loc) -> Change:
        """What is left of a collection whose only entry goes: one that is written and empty."""
        nothing = "{}" if isinstance(loc[-1], str) else "[]"
        parent = parents[-1]
        if parent.style == "flow":
            return Change(parent.start, parent.end, nothing)
        if len(parents) > 1 and isinstance(loc[-2], str):
            outer = parents[-2].entries[loc[-2]]
            apart = self._text[outer.key_end : entry.start]
            if colon := _COLON.match(apart):  # comments between the key and its only entry stay
                return Change(outer.key_end, entry.end, f": {nothing}{apart[colon.end() :].rstrip()}")
        return Change(entry.start, entry.end, nothing)

    def _out_of_flow(self, entry: Entry, before: Entry | None, after: Entry | None) -> Change:
        if after is not None:
            return Change(entry.start, after.start, "")
        assert before is not None
        apart = self._text[before.end : entry.start]
        lines = "#" in apart or "\n" in apart
        return Change(entry.start if lines else before.end, entry.end, "")

    def _out_of_block(self, entry: Entry, after: Entry | None) -> Change:
        line = self._line(entry.start)
        next_line = self._text.find("\n", entry.end) + 1 or len(self._text)
        if not self._text[line : entry.start].strip():
            return Change(line, next_line, "")
        if after is None or self._text[next_line : after.start].strip():  # comments of the next entry stay
            start = len(self._text[: entry.start].rstrip())
            return Change(start, max(start, len(self._text[:next_line].rstrip())), "")
        return Change(entry.start, after.start, "")

    def _line(self, offset: int) -> int:
        """Where the line begins that an offset stands in."""
        return self._text.rfind("\n", 0, offset) + 1
