from __future__ import annotations

import json

import pytest
from rich.cells import cell_len

from mqttmesh.finding import Finding, Severity, SourceMap, Span
from mqttmesh.report.findings import SHOWN, WIDTH, findings_json, findings_text, visible


def source(*lines: str) -> SourceMap:
    return SourceMap("t.yaml", lines, {("a",): Span(1, 4, 2)}, {("a",): Span(1, 1, 1)})


def excerpt(line: str, span: Span) -> tuple[str, str]:
    """The text a caret line stands below, and what it marks of it."""
    text = findings_text([Finding("r", "m", span=span)], source(line), color=False)
    _, shown, carets, *_ = text.splitlines()
    marked = _columns(shown, carets.index("^"), carets.count("^"))
    return shown, marked


def _columns(text: str, start: int, width: int) -> str:
    """The characters that stand in some columns of a terminal."""
    found, at = "", 0
    for character in text:
        if start <= at < start + width:
            found += character
        at += cell_len(character)
    return found


def test_the_whole_text() -> None:
    findings = [
        Finding("late", "the second", ("a",), hint="do better"),
        Finding("early", "the first", ("a",), severity=Severity.WARNING, on_key=True),
    ]
    assert findings_text(findings, source("a: bc"), color=False) == (
        "t.yaml:1:1: warning: the first [early]\n"
        "    1 | a: bc\n"
        "      | ^\n"
        "\n"
        "t.yaml:1:4: error: the second [late]\n"
        "    1 | a: bc\n"
        "      |    ^^\n"
        "      = do better\n"
        "\n"
        "1 error, 1 warning in t.yaml\n"
    )


@pytest.mark.parametrize(
    ("line", "span", "marked"),
    [
        ("a: bc", Span(1, 4, 2), "bc"),
        ("\ta:\tbc", Span(1, 5, 2), "bc"),
        ("電圧: bc", Span(1, 5, 2), "bc"),
        ("電圧: 電", Span(1, 5, 1), "電"),
        ("e\u0301e\u0301: bc", Span(1, 7, 2), "bc"),
        ("🔌🔌: bc", Span(1, 5, 2), "bc"),
        ("\x1b[31m: bc", Span(1, 8, 2), "bc"),
        ("x" * 500 + " bc " + "y" * 500, Span(1, 502, 2), "bc"),
        ("電" * 500 + " bc " + "圧" * 500, Span(1, 502, 2), "bc"),
        ("x" * 500 + " bc", Span(1, 502, 2), "bc"),
        ("bc" + " y" * 500, Span(1, 1, 2), "bc"),
    ],
)
def test_the_caret_stands_below_what_it_marks(line: str, span: Span, marked: str) -> None:
    shown, below = excerpt(line, span)
    assert below == marked
    assert cell_len(shown) <= WIDTH


def test_a_span_that_is_longer_than_the_line_ends_with_it() -> None:
    assert excerpt("a: bc", Span(1, 4, 200))[1] == "bc"


def test_a_span_behind_the_line_still_has_a_caret() -> None:
    text = findings_text([Finding("r", "m", span=Span(1, 6, 1))], source("a: bc"), color=False)
    assert "\n      |      ^\n" in text


def test_what_does_not_print_is_shown_as_its_escape() -> None:
    assert visible("a\x1b[31m\u202eb\U000e0001\n\x9bé電") == "a\\x1b[31m\\u202eb\\U000e0001\\x0a\\x9bé電"
    finding = Finding("r", "key `\x1b[2J`", hint="not \x07", span=Span(1, 1, 1))
    text = findings_text([finding], SourceMap("\x1b.yaml", ("\x1b]0;x\x07: \r1",)), color=False)
    assert all(character.isprintable() or character == "\n" for character in text)


def test_colour_changes_nothing_but_colour() -> None:
    findings = [Finding("r", "m", ("a",), hint="h")]
    plain = findings_text(findings, source("a: bc"), color=False)
    colored = findings_text(findings, source("a: bc"), color=True)
    assert "\x1b[1;31m" in colored
    stripped = colored
    for code in ("1;31", "1;33", "2", "0"):
        stripped = stripped.replace(f"\x1b[{code}m", "")
    assert stripped == plain


def test_many_findings_are_bounded() -> None:
    findings = [Finding("r", f"number {number}", ("a",)) for number in range(SHOWN + 123)]
    text = findings_text(findings, source("a: bc"), color=False)
    assert text.count("[r]") == SHOWN
    assert text.endswith("\nand 123 more\n\n173 errors in t.yaml\n")


def test_a_long_value_in_a_message_is_cut() -> None:
    text = findings_text([Finding("r", f"`{'x' * 5000}` is long", ("a",))], source("a: bc"), color=False)
    assert len(text.splitlines()[0]) < 120


def test_long_hints_are_wrapped() -> None:
    text = findings_text([Finding("r", "m", ("a",), hint="some words " * 40)], source("a: bc"), color=False)
    assert all(len(line) <= WIDTH for line in text.splitlines())
    assert text.count("words") == 40


def test_findings_as_data() -> None:
    finding = Finding("r", "m", ("a",), hint="h", severity=Severity.ADVICE)
    data = findings_json([finding], source("a: bc"))
    assert json.loads(json.dumps(data)) == [
        {
            "rule": "r",
            "severity": "advice",
            "message": "m",
            "hint": "h",
            "file": "t.yaml",
            "line": 1,
            "column": 4,
            "end_column": 6,
            "fix": None,
        }
    ]
