"""Passwords that were written in clear: the mistake is told, the password never."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from mqttmesh.finding import Finding, SourceMap, Span, clear_passwords

IN_CLEAR = "`password` holds the password itself, and a topology is for everybody to read"
WHERE = "write where it is: {file: secrets/NAME} or {env: NAME}; `mqttmesh secrets init` makes a file"


def discreet(finding: Finding, source: SourceMap) -> Finding:
    """A finding that quotes no password; one of how a password is written becomes one that it is."""
    span = source.span(finding)
    line = source.lines[span.line - 1] if 0 < span.line <= len(source.lines) else ""
    start, stop = span.column - 1, span.column - 1 + span.width
    passwords = clear_passwords(line)
    at = bisect_right(passwords, start, key=lambda each: each[0]) - 1
    if at < 0 or stop > passwords[at][2]:
        return finding
    key, first, last = passwords[at]
    about_it = first <= start and not finding.on_key
    quotes_it = line[first:last].strip("\"' ") in finding.message + finding.hint
    if not (about_it or quotes_it):
        return finding
    place = Span(span.line, key + 1, len(line[key:first].rstrip(" :=\"'")))
    return replace(finding, rule="bad-secret", message=IN_CLEAR, hint=WHERE, span=place, edit=None)
