"""What `--fix` mended, and what it had to leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mqttmesh.check.fix import Fixed
from mqttmesh.load.overrides import origin_of
from mqttmesh.report.findings import visible

_SHOWN = 20


def fixed_text(fixed: Fixed, path: Path) -> str:
    """One line: how many findings of which rules are gone."""
    rules = Counter(finding.rule for finding in fixed.mended)
    named = ", ".join(rule if times == 1 else f"{rule} ({times:,} times)" for rule, times in rules.items())
    return f"{visible(str(path))}: fixed {named}"


def left_text(fixed: Fixed) -> str:
    """Each finding that could not be mended, and why."""
    lines = list(_left(fixed))
    more = [f"… and {len(lines) - _SHOWN:,} more"] if len(lines) > _SHOWN else []
    return "\n".join([*lines[:_SHOWN], *more])


def _left(fixed: Fixed) -> Iterator[str]:
    source = fixed.examination.source
    for finding, why in fixed.left:
        origin = origin_of(finding, source)
        span = origin.span(finding)
        yield f"{visible(origin.name)}:{span.line}:{span.column}: not fixed: {why} [{finding.rule}]"
