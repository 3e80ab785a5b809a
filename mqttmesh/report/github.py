"""Findings as the workflow commands of GitHub Actions, which it shows beside the lines of a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mqttmesh.check import Examination
from mqttmesh.finding import Severity
from mqttmesh.report.findings import visible
from mqttmesh.report.placed import Placed, placed

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "notice"}
_IN_MESSAGES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_IN_PROPERTIES = {**_IN_MESSAGES, ":": "%3A", ",": "%2C"}


def github_text(examinations: Sequence[Examination]) -> str:
    """One command a line; nothing where nothing was found."""
    return "\n".join(
        _command(each, one.source.name) for one in examinations for each in placed(one.findings, one.source)
    )


def _command(each: Placed, file: str) -> str:
    properties = ",".join(
        f"{name}={_escaped(str(value), _IN_PROPERTIES)}" for name, value in _places(each, file)
    )
    finding = each.finding
    message = "\n".join(visible(text) for text in (finding.message, finding.hint) if text)
    return f"::{_COMMANDS[finding.severity]} {properties}::{_escaped(message, _IN_MESSAGES)}"


def _places(each: Placed, file: str) -> Iterator[tuple[str, str | int]]:
    """A value of an option has no line in the file."""
    yield "file", visible(file)
    if each.origin.name == file:
        yield "line", each.span.line
        yield "col", each.span.column
        yield "endColumn", each.span.column + each.span.width
    yield "title", each.finding.rule


def _escaped(text: str, escapes: dict[str, str]) -> str:
    return "".join(escapes.get(character, character) for character in text)
