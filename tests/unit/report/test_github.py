"""Workflow commands that GitHub Actions reads back as what was meant."""

from __future__ import annotations

import re

from mqttmesh.check import Examination
from mqttmesh.finding import Finding, Severity, SourceMap, Span
from mqttmesh.report.github import github_text

COMMAND = re.compile(r"::(?P<name>\w+) (?P<properties>[^:]*)::(?P<message>.*)")
ESCAPES = {"%3A": ":", "%2C": ",", "%0D": "\r", "%0A": "\n", "%25": "%"}


def examined(*findings: Finding, name: str = "mesh.yaml") -> Examination:
    return Examination(SourceMap(name, ("a: bc",)), findings, sound=True)


def read(line: str) -> tuple[str, dict[str, str], str]:
    """A command as the runner of GitHub reads it."""
    found = COMMAND.fullmatch(line)
    assert found is not None
    pairs = dict(pair.split("=", 1) for pair in found["properties"].split(","))
    return found["name"], {key: unescaped(value) for key, value in pairs.items()}, unescaped(found["message"])


def unescaped(text: str) -> str:
    for escape, character in ESCAPES.items():
        text = text.replace(escape, character)
    return text


def test_a_finding_is_one_line_with_its_place() -> None:
    text = github_text([examined(Finding("a-rule", "it leaks", hint="plug it", span=Span(1, 4, 2)))])
    assert read(text) == (
        "error",
        {"file": "mesh.yaml", "line": "1", "col": "4", "endColumn": "6", "title": "a-rule"},
        "it leaks\nplug it",
    )


def test_severities_have_their_commands() -> None:
    text = github_text([examined(*(Finding("r", "m", severity=each) for each in Severity))])
    assert [read(line)[0] for line in text.splitlines()] == ["error", "warning", "notice"]


def test_what_means_something_to_the_runner_is_escaped() -> None:
    finding = Finding("r", "100% of `a::b`, c\nd", span=Span(1, 1, 1))
    _, properties, message = read(github_text([examined(finding, name="a,b:c%.yaml")]))
    assert properties["file"] == "a,b:c%.yaml"
    assert message == "100% of `a::b`, c\\x0ad"


def test_no_message_can_be_a_command_of_its_own() -> None:
    finding = Finding("r", "m\n::set-output name=a::b", hint="\r::error::x")
    assert len(github_text([examined(finding)]).splitlines()) == 1


def test_nothing_found_is_nothing_said() -> None:
    assert github_text([examined()]) == ""
