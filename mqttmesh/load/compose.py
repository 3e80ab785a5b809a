"""YAML text to plain data, in one pass over the C parser's events.

PyYAML's own loader builds a tree of nodes and constructs from it in Python; this reads the events
straight into dicts and lists, which costs a third and leaves nothing for the garbage collector to
walk. It also sees what PyYAML swallows: duplicate keys, tags, traps. Where values stand is not
recorded here; `positions` reads the text again when somebody asks.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yaml import YAMLError

from mqttmesh.finding import Finding
from mqttmesh.load.data import DEPTH, MERGE_KEY, MISTAKES, NODES, TOO_DEEP, Composed, Data
from mqttmesh.load.parser import (
    ALIAS,
    DOCUMENT,
    MAPPING,
    MAPPING_END,
    SCALAR,
    SEQUENCE_END,
    STREAM_END,
    events_of,
    span_of,
)
from mqttmesh.load.scalars import Trap, plain

if TYPE_CHECKING:
    from mqttmesh.load.parser import Event, Mark


class _GivenUpError(Exception):
    """Reading further is impossible or pointless; the finding that says why is already noted."""


@dataclass(slots=True)
class _Anchored:
    """The value of an anchor, and what each alias of it adds; open while it is still being read."""

    value: Data = None
    nodes: int = 0
    height: int = 0
    open: bool = True


def compose(text: str) -> Composed:
    """Read one YAML document.

    Args:
        text: Without a byte-order mark; encodable as UTF-8.
    """
    composer = _Composer(text)
    try:
        data = composer.document()
    except YAMLError as error:
        from mqttmesh.load.syntax import syntax_finding  # long to import, and mistakes are rare

        return Composed(None, (*composer.findings, syntax_finding(error, text)), complete=False)
    except _GivenUpError:
        return Composed(None, tuple(composer.findings), complete=False)
    return Composed(data, tuple(composer.findings), complete=True)


@dataclass(slots=True)
class _Mapping:
    """A mapping while it is read: its pairs, where each key stands, what `<<` brings."""

    pairs: dict[str, Data] = field(default_factory=dict)
    marks: dict[str, Mark] = field(default_factory=dict)
    merged: list[dict[str, Data]] = field(default_factory=list)

    def whole(self) -> dict[str, Data]:
        for source in self.merged:
            for key, value in source.items():
                self.pairs.setdefault(key, value)
        return self.pairs


class _Composer:
    def __init__(self, text: str) -> None:
        self.findings: list[Finding] = []
        self._next = events_of(text)
        self._nodes = 0
        self._deepest = 0
        self._anchors: dict[str, _Anchored] = {}

    def document(self) -> Data:
        self._next()
        if type(self._next()) is STREAM_END:
            return None
        data = self._node(self._next(), 1)
        self._next()
        if type(after := self._next()) is DOCUMENT:
            self._give_up(
                "many-documents", "a second document begins here", "keep one topology in one file", after
            )
        return data

    def _node(self, event: Event, depth: int) -> Data:
        kind = type(event)
        if kind is ALIAS:
            return self._alias(event, depth)
        self._nodes += 1
        if self._nodes > NODES:
            self._give_up("too-many-values", f"the topology has more than {NODES:,} values", "", event)
        if event.anchor is not None:
            return self._anchor(event.anchor, event, depth)
        return self._scalar(event) if kind is SCALAR else self._collection(event, depth)

    def _scalar(self, event: Event) -> Data:
        text: str = event.value
        if not event.implicit[0]:
            self._refuse_tag(event)
            return text
        value = plain(text)
        if isinstance(value, Trap):
            self._note("yaml-trap", value.message, value.hint, event)
            return text
        return value

    def _collection(self, event: Event, depth: int) -> Data:
        self._refuse_tag(event)
        if depth > DEPTH:
            self._give_up("too-deep", TOO_DEEP, "", event)
        self._deepest = max(self._deepest, depth)
        return self._mapping(depth) if type(event) is MAPPING else self._sequence(depth)

    def _sequence(self, depth: int) -> Data:
        items: list[Data] = []
        following = self._next
        while type(event := following()) is not SEQUENCE_END:
            items.append(self._node(event, depth + 1))
        return items

    def _mapping(self, depth: int) -> Data:
        mapping = _Mapping()
        pairs = mapping.pairs
        following = self._next
        while type(event := following()) is not MAPPING_END:
            key = self._key(event, depth)
            at_value = following()
            value = self._node(at_value, depth + 1)
            if key is None:
                continue
            if key == MERGE_KEY and event.implicit[0]:
                self._merge(mapping, value, at_value)
            elif key in pairs:
                first = mapping.marks[key]
                self._note(
                    "duplicate-key",
                    f"`{key}` is written twice",
                    f"it stands on line {first.line + 1} already",
                    event,
                )
            else:
                pairs[key] = value
                mapping.marks[key] = event.start_mark
        return mapping.whole() if mapping.merged else pairs

    def _key(self, event: Event, depth: int) -> str | None:
        """The text of a key; None for one that is none, which is noted."""
        if type(event) is SCALAR and event.anchor is None:
            key = self._scalar(event)
            if isinstance(key, str):
                return key
            written = event.value
            self._note("bad-key", f"the key `{written}` is not a text", f'quote it: "{written}"', event)
            return None
        noted = len(self.findings)
        self._node(event, depth + 1)
        del self.findings[noted:]
        hint = "quote it if it is a text, such as one that begins with `{`, `[`, `*` or `&`"
        self._note("bad-key", "a key is one plain text", hint, event)
        return None

    def _merge(self, mapping: _Mapping, value: Data, event: Event) -> None:
        sources = value if isinstance(value, list) else [value]
        for source in sources:
            if isinstance(source, dict):
                mapping.merged.append(source)
            else:
                hint = "as in `<<: *base`, where `&base` stands before a mapping"
                self._note("yaml-alias", "`<<` merges mappings only", hint, event)

    def _anchor(self, name: str, event: Event, depth: int) -> Data:
        if name in self._anchors:
            self._note("yaml-alias", f"the anchor `&{name}` is written twice", "name one otherwise", event)
        anchored = self._anchors[name] = _Anchored()
        before, outer = self._nodes, self._deepest
        self._deepest = depth - 1
        anchored.value = self._scalar(event) if type(event) is SCALAR else self._collection(event, depth)
        anchored.nodes = self._nodes - before + 1
        anchored.height = self._deepest - depth + 1
        anchored.open = False
        self._deepest = max(outer, self._deepest)
        return anchored.value

    def _alias(self, event: Event, depth: int) -> Data:
        name = str(event.anchor)
        anchored = self._anchors.get(name)
        if anchored is None:
            self._note(
                "yaml-alias",
                f"no anchor `&{name}` stands before the alias `*{name}`",
                "quote a text that begins with `*`",
                event,
            )
            return None
        if anchored.open:
            self._give_up("yaml-alias", f"the alias `*{name}` stands inside its own anchor", "", event)
        self._nodes += anchored.nodes
        self._deepest = max(self._deepest, depth + anchored.height - 1)
        if self._nodes > NODES:
            self._give_up(
                "yaml-alias", f"aliases blow this topology up to more than {NODES:,} values", "", event
            )
        if self._deepest > DEPTH:
            self._give_up("yaml-alias", f"aliases nest values more than {DEPTH} deep", "", event)
        return anchored.value

    def _refuse_tag(self, event: Event) -> None:
        if event.tag is not None:
            hint = "remove it; quote a value to make it a text"
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._note("yaml-tag", f"the tag `{tag}` is not used in a topology", hint, event)

    def _note(self, rule: str, message: str, hint: str, event: Event) -> None:
        self.findings.append(Finding(rule, message, hint=hint, span=span_of(event)))
        if len(self.findings) >= MISTAKES:
            raise _GivenUpError

    def _give_up(self, rule: str, message: str, hint: str, event: Event) -> None:
        self._note(rule, message, hint, event)
        raise _GivenUpError
