"""Findings with their places, in the order in which people read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mqttmesh.finding import Finding, SourceMap, Span
from mqttmesh.load.overrides import origin_of


@dataclass(frozen=True, slots=True)
class Placed:
    """A finding, the text that it is shown in, and where it stands there."""

    finding: Finding
    origin: SourceMap
    span: Span


def placed(findings: Iterable[Finding], source: SourceMap) -> list[Placed]:
    """Findings in the order of the file; those of options follow."""
    found = []
    for finding in findings:
        origin = origin_of(finding, source)
        found.append(Placed(finding, origin, origin.span(finding)))
    return sorted(found, key=lambda each: (each.origin is not source, each.span.line, each.span.column))
