"""Findings as text for people and as plain data for programs."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict
from typing import Any

from rich.cells import cell_len

from mqttmesh.finding import Finding, Severity, SourceMap, Span
from mqttmesh.report.counted import counted
from mqttmesh.report.mending import Mending
from mqttmesh.report.placed import Placed, placed

SHOWN = 50
"""Most findings shown as text; a file with more has one cause, and it is among the first."""

WIDTH = 80
_GUTTER = 8  # "  123 | "
_ROOM = WIDTH - _GUTTER
_NEAR = 4 * WIDTH  # characters before a span, and from it on, that are looked at
_TAB = "    "
_ELLIPSIS = "…"
_LONG_QUOTE = re.compile(r"`([^`]{72,})`")

_STYLES = {Severity.ERROR: "1;31", Severity.WARNING: "1;33", Severity.ADVICE: "1;36"}
_CARET, _QUIET = "1;31", "2"

_Paint = Callable[[str, str], str]


def findings_text(findings: Sequence[Finding], source: SourceMap, *, color: bool) -> str:
    """Every finding with its source line and a caret, in the order of the text, and how many there are.

    Args:
        findings: What to show; the first 50 are.
        source: The topology they were found in.
        color: Use ANSI colours.
    """
    paint = _ansi if color else _plain
    blocks = [_block(each, paint) for each in placed(findings, source)[:SHOWN]]
    if len(findings) > SHOWN:
        blocks.append(f"and {len(findings) - SHOWN:,} more\n")
    return "\n".join([*blocks, f"{counts_text(findings)} in {visible(source.name)}\n"])


def findings_json(findings: Sequence[Finding], source: SourceMap) -> list[dict[str, Any]]:
    """Every finding as plain data, in the order of the text; all count from 1, ends are exclusive."""
    mending = Mending(source)
    return [
        {
            "rule": each.finding.rule,
            "severity": str(each.finding.severity),
            "message": each.finding.message,
            "hint": each.finding.hint,
            "file": each.origin.name,
            "line": each.span.line,
            "column": each.span.column,
            "end_column": each.span.column + each.span.width,
            "fix": asdict(fix) if (fix := mending.of(each.finding)) else None,
        }
        for each in placed(findings, source)
    ]


def visible(text: str) -> str:
    """A text that is safe on a terminal: what does not print is shown as its escape."""
    return text if text.isprintable() else "".join(map(_shown, text))


def _brief(message: str) -> str:
    """A message whose quoted values are cut to what a line can hold; the excerpt shows the rest."""
    return visible(_LONG_QUOTE.sub(lambda quote: f"`{quote[1][:50]}…{quote[1][-10:]}`", message))


def _block(each: Placed, paint: _Paint) -> str:
    finding, span = each.finding, each.span
    severity = paint(f"{finding.severity}:", _STYLES[finding.severity])
    rule = paint(f"[{finding.rule}]", _QUIET)
    head = f"{severity} {_brief(finding.message)} {rule}\n"
    if not each.origin.lines:  # it could not be read: there is no line to show
        return head + _hint(finding.hint, paint)
    place = visible(f"{each.origin.name}:{span.line}:{span.column}")
    excerpt = _excerpt(each.origin.line(span.line), span, paint)
    return f"{place}: {head}{excerpt}{_hint(finding.hint, paint)}"


def _hint(hint: str, paint: _Paint) -> str:
    if not hint:
        return ""
    lines = textwrap.wrap(visible(hint), _ROOM, break_long_words=False, break_on_hyphens=False)
    lead = " " * (_GUTTER - 2) + paint("=", _QUIET) + " "
    return lead + f"\n{' ' * _GUTTER}".join(lines) + "\n"


def _excerpt(line: str, span: Span, paint: _Paint) -> str:
    """One source line, and carets below the span; cut to the room there is, so that the span is seen."""
    near = max(0, span.column - 1 - _NEAR)
    cells = [_shown(character) for character in line[near : near + 2 * _NEAR]]
    start = min(span.column - 1 - near, len(cells))
    stop = min(start + span.width, max(len(cells), start + 1))
    first, last = _window(cells, start)
    before = (_ELLIPSIS if first + near else "") + "".join(cells[first:start])
    marked = "".join(cells[start : min(stop, last)])
    after = "".join(cells[min(stop, last) : last]) + (_ELLIPSIS if last + near < len(line) else "")
    number = paint(f"{span.line:>5} |", _QUIET)
    gap = paint("      |", _QUIET)
    carets = paint("^" * max(1, cell_len(marked)), _CARET)
    return f"{number} {before}{marked}{after}".rstrip() + f"\n{gap} {' ' * cell_len(before)}{carets}\n"


def _window(cells: Sequence[str], start: int) -> tuple[int, int]:
    """The part of a line to show: all of it, or what fits around the start of a span."""
    if sum(map(cell_len, cells)) <= _ROOM:
        return 0, len(cells)
    room = _ROOM - 2 * len(_ELLIPSIS)
    first = last = start
    used = 0
    lead = room // 3
    while first > 0 and used + cell_len(cells[first - 1]) <= lead:
        first -= 1
        used += cell_len(cells[first])
    while last < len(cells) and used + cell_len(cells[last]) <= room:
        used += cell_len(cells[last])
        last += 1
    while first > 0 and used + cell_len(cells[first - 1]) <= room:
        first -= 1
        used += cell_len(cells[first])
    return first, last


def _shown(character: str) -> str:
    """A character as it is safe to show; a tab has a fixed width."""
    if character == "\t":
        return _TAB
    if character.isprintable():
        return character
    code = ord(character)
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def counts_text(findings: Iterable[Finding]) -> str:
    """How many of each severity, such as `1 error, 2 warnings`."""
    counts = Counter(finding.severity for finding in findings)
    return ", ".join(_count(severity, counts[severity]) for severity in Severity if counts[severity])


def _count(severity: Severity, number: int) -> str:
    if severity is Severity.ADVICE:
        return counted(number, "piece of advice", "pieces of advice")
    return counted(number, severity)


def _plain(text: str, style: str) -> str:
    return text


def _ansi(text: str, style: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m"
