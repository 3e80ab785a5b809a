"""What a render wrote, or would write."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mqttmesh.report.counted import counted
from mqttmesh.report.findings import visible

if TYPE_CHECKING:
    from mqttmesh.write import Drift, WriteReport

_SHOWN = 20


def written_text(report: WriteReport, out: Path, brokers: int) -> str:
    """One line: how much of the folder is new."""
    files = len(report.written) + report.unchanged
    held = f"{visible(str(out))}: {counted(brokers, 'broker')}, {counted(files, 'file')}"
    if not (report.written or report.removed):
        return f"{held}, nothing to change"
    removed = f", {len(report.removed)} removed" if report.removed else ""
    return f"{held}: {len(report.written)} written{removed}"


def drift_text(drift: Drift, out: Path) -> str:
    """Which files differ from what the topology says, each with the way in which it does."""
    if drift.clean:
        return f"{visible(str(out))} is what the topology says"
    lines = list(_lines(drift))
    more = [f"  … and {len(lines) - _SHOWN} more"] if len(lines) > _SHOWN else []
    return "\n".join([f"{visible(str(out))} is out of date:", *lines[:_SHOWN], *more])


def _lines(drift: Drift) -> Iterator[str]:
    if drift.interrupted:
        yield "  a render was interrupted; the next one finishes it"
    for how, files in (
        ("missing", drift.missing),
        ("out of date", drift.changed),
        ("not wanted any more", drift.unwanted),
        ("edited by hand", drift.edited),
    ):
        for file in files:
            yield f"  {visible(file)}: {how}"
