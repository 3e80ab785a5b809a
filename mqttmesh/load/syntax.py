"""What libyaml says about broken YAML, in words for the person who wrote it.

The phrases come from libyaml's `scanner.c`, `parser.c` and `reader.c`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yaml import MarkedYAMLError, YAMLError
from yaml.reader import ReaderError

from mqttmesh.finding import Finding, Span
from mqttmesh.load.data import TOO_DEEP
from mqttmesh.load.parser import source_lines

if TYPE_CHECKING:
    from collections.abc import Callable

    from mqttmesh.load.parser import Mark

RULE = "yaml-syntax"

_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_NO_SPACE = re.compile(r"\s*(?:- +)*([A-Za-z_][\w-]*):(\S+)\s*")
_BRACED = re.compile(r"""[^\s,\[\]{}"']+(?:\{[\w.]+\}[^\s,\[\]{}"']*)+""")
_WORD = re.compile(r"\S+")


def syntax_finding(error: YAMLError, text: str) -> Finding:
    """The one finding of a text that is not YAML."""
    if isinstance(error, ReaderError) or not isinstance(error, MarkedYAMLError):
        return _unreadable_character(text)
    return _Broken(error, source_lines(text)).finding()


def _unreadable_character(text: str) -> Finding:
    found = _UNREADABLE.search(text)
    if found is None:
        return Finding(RULE, "this is not YAML", span=Span(1, 1))
    before = source_lines(text[: found.start()])
    code = f"U+{ord(found[0]):04X}"
    hint = f'remove it, or write it as "\\u{ord(found[0]):04x}" between double quotes'
    message = f"the control character {code} may not stand in YAML"
    return Finding(RULE, message, hint=hint, span=Span(len(before), len(before[-1]) + 1))


class _Broken:
    """One error of the scanner or parser, and the lines it stands in."""

    def __init__(self, error: MarkedYAMLError, lines: tuple[str, ...]) -> None:
        self._lines = lines
        self._problem = error.problem or "this is not YAML"
        self._context = error.context or ""
        self._at = self._place(error.problem_mark)
        self._begun = self._place(error.context_mark) if error.context_mark else self._at

    def finding(self) -> Finding:
        for phrase, explain in _EXPLAINED:
            if phrase in f"{self._context}: {self._problem}":
                return explain(self)
        return self._here(
            self._problem, f"{self._context} from line {self._begun[0]}" if self._context else ""
        )

    def _place(self, mark: Mark | None) -> tuple[int, int]:
        """A mark as line and column; the end of the text is the end of its last written line."""
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        if line <= len(self._lines) and column <= len(self._lines[line - 1]):
            return line, column
        line = min(line, len(self._lines))
        while line > 1 and not self._lines[line - 1].strip():
            line -= 1
        return line, len(self._lines[line - 1].rstrip()) + 1

    def _character(self) -> str:
        line, column = self._at
        return self._lines[line - 1][column - 1 : column]

    def _here(self, message: str, hint: str = "") -> Finding:
        return Finding(RULE, message, hint=hint, span=Span(*self._at))

    def _at_start(self, message: str, hint: str = "") -> Finding:
        line, column = self._begun
        word = _WORD.match(self._lines[line - 1], column - 1)
        return Finding(RULE, message, hint=hint, span=Span(line, column, len(word[0]) if word else 1))

    def too_deep(self) -> Finding:
        """Newer libyaml looks ahead, and gives up before our own limit is reached."""
        return Finding("too-deep", TOO_DEEP, span=Span(*self._at))

    def bad_character(self) -> Finding:
        character = self._character()
        if character == "\t":
            return self.tab()
        return self._here(f"a value may not begin with `{character}`", "quote it if it is a text")

    def tab(self) -> Finding:
        return self._here("a tab stands where YAML wants spaces", "indent with spaces only")

    def stray_colon(self) -> Finding:
        line, column = self._at
        for number in (line, line - 1):
            if number and (found := self._without_space(number)):
                return found
        earlier = self._lines[line - 1][: column - 1]
        if ": " in earlier:
            hint = "quote a value that holds `: `, or begin a new line for the next key"
            return self._here("a second `:` stands in this line", hint)
        return self._here(
            "a key stands where none is expected",
            "indent it like the keys around it; the value before it must have ended",
        )

    def _without_space(self, number: int) -> Finding | None:
        found = _NO_SPACE.fullmatch(self._lines[number - 1])
        if found is None:
            return None
        span = Span(number, found.start(1) + 1, len(found[1]) + 1)
        hint = f"write `{found[1]}: {found[2]}`"
        return Finding(RULE, f"a space is missing after `{found[1]}:`", hint=hint, span=span)

    def no_colon(self) -> Finding:
        line, _ = self._begun
        if found := self._without_space(line):
            return found
        return self._at_start(
            "this is neither `key: value` nor a list entry", "write `:` and a space after a key"
        )

    def block_mapping(self) -> Finding:
        line, column = self._begun
        where = f"the keys of the mapping that begins on line {line} stand in column {column}"
        character = self._character()
        if character == "-":
            return self._here("a list entry stands among keys", f"{where}; indent the list below its key")
        if character and character in "]}":
            return self._here(f"`{character}` closes nothing that is open", "remove it")
        if self._lines[self._at[0] - 1][: self._at[1] - 1].strip():
            return self._here(
                "more follows after the value has ended", "quote all of the value, or remove this"
            )
        return self._here("the indentation fits no mapping that is open here", where)

    def block_sequence(self) -> Finding:
        line, column = self._begun
        where = f"entries of the list from line {line} begin with `- ` in column {column}"
        message = "this line fits neither the list around it nor an entry of it"
        return self._here(message, f"{where}; an entry's keys stand below its first one")

    def open_bracket(self) -> Finding:
        if found := self._braced():
            return found
        line, _ = self._begun
        sequence = "sequence" in self._context
        opening, closing = "[]" if sequence else "{}"
        message = f"the `{opening}` of line {line} is not closed before this"
        return self._here(message, f"write `,` between its values and `{closing}` after the last")

    def _braced(self) -> Finding | None:
        """A range or placeholder that YAML takes for a mapping, since it stands between brackets."""
        line, column = self._at
        for word in _BRACED.finditer(self._lines[line - 1]):
            if word.start() < column <= word.end():
                message = f"between brackets `{word[0]}` must be quoted: its `{{` would begin a mapping"
                span = Span(line, word.start() + 1, len(word[0]))
                return Finding(RULE, message, hint=f'write "{word[0]}"', span=span)
        return None

    def open_quote(self) -> Finding:
        return self._at_start(
            "this quote is never closed", 'close it; within double quotes write \\" for a quote'
        )

    def escape(self) -> Finding:
        return self._here("this escape is unknown to YAML", "double the backslash, or use single quotes")

    def alias(self) -> Finding:
        line, column = self._begun
        sign = self._lines[line - 1][column - 1 : column]
        hint = f"quote a text that begins with `{sign}`"
        return Finding(RULE, f"`{sign}` is not followed by a name", hint=hint, span=Span(line, column))

    def second_root(self) -> Finding:
        if found := self._without_space(self._at[0]):
            return found
        return self._here(
            "the topology has ended before this", "all its keys begin in the first column, as `key: value`"
        )

    def no_value(self) -> Finding:
        return self._here("a value is missing here")

    def misplaced_entry(self) -> Finding:
        return self._here("a list entry may not begin here", "begin a new line for it, below its key")

    def block_text(self) -> Finding:
        return self._here(
            "only an indicator or a comment may follow `|` or `>`", "begin the text on the next line"
        )


_EXPLAINED: tuple[tuple[str, Callable[[_Broken], Finding]], ...] = (
    ("found character that cannot start any token", _Broken.bad_character),
    ("exceeded maximum nesting depth", _Broken.too_deep),
    ("tab character", _Broken.tab),
    ("mapping values are not allowed", _Broken.stray_colon),
    ("could not find expected ':'", _Broken.no_colon),
    ("while parsing a block mapping: did not find expected key", _Broken.block_mapping),
    ("did not find expected '-' indicator", _Broken.block_sequence),
    ("did not find expected ',' or", _Broken.open_bracket),
    ("found unexpected end of stream", _Broken.open_quote),
    ("found unexpected document indicator", _Broken.open_quote),
    ("found unknown escape character", _Broken.escape),
    ("did not find expected alphabetic or numeric character", _Broken.alias),
    ("did not find expected <document start>", _Broken.second_root),
    ("did not find expected node content", _Broken.no_value),
    ("block sequence entries are not allowed", _Broken.misplaced_entry),
    ("while scanning a block scalar", _Broken.block_text),
)
