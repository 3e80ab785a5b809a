"""YAML aliases: one text that stands for several values, whose faults are one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mqttmesh.finding import Finding, Loc, SourceMap, Span
from mqttmesh.load.overrides import origin_of


def told_once(findings: Iterable[Finding], source: SourceMap) -> Iterator[Finding]:
    """Findings without those of a rule that aliases repeat: the first at a stretch of text speaks for all.

    Args:
        findings: What rules found.
        source: The text that they stand in; what came from an option has no line in it.
    """
    if not any("*" in line for line in source.lines):
        yield from findings  # no alias: where values are written need not be read
        return
    first: dict[tuple[str, Span], Loc] = {}
    for finding in findings:
        place = _written(finding, source)
        if place is None or first.setdefault((finding.rule, place), finding.loc) == finding.loc:
            yield finding


def _written(finding: Finding, source: SourceMap) -> Span | None:
    """Where the value or the key is written that a finding is about; None where nobody wrote it."""
    is_written = finding.loc in (source.keys if finding.on_key else source.values)
    if finding.span is not None or not is_written or origin_of(finding, source) is not source:
        return None
    return source.span(finding)
