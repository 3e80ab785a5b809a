"""What people see: results on standard output, everything else on standard error."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import typer

from mqttmesh.errors import MqttmeshError, TopologyError

if TYPE_CHECKING:
    from mqttmesh.finding import Finding, SourceMap


def colored(stream: TextIO) -> bool:
    """Whether a stream wants colour: a terminal that can, and nobody who said NO_COLOR (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def note(text: str) -> None:
    """Say something beside the result."""
    typer.echo(text, err=True)


def explain(error: MqttmeshError) -> None:
    """Say what went wrong, why, and what to do."""
    from mqttmesh.report.errors import error_text
    from mqttmesh.report.findings import findings_text

    color = colored(sys.stderr)
    if isinstance(error, TopologyError):
        note(findings_text(error.findings, error.source, color=color))
    else:
        note(error_text(error, color=color))


def warn(findings: Sequence[Finding], source: SourceMap) -> None:
    """Show what was found and stops nothing."""
    from mqttmesh.report.findings import findings_text

    note(findings_text(findings, source, color=colored(sys.stderr)))


def confess(bug: Exception) -> None:
    """Say that the fault is ours, and keep what a maintainer needs in a private file."""
    try:
        kept = f" with {_kept(bug)}, once you have read that it holds nothing private"
    except OSError as error:
        kept = f"; its report could not be written: {error.strerror}"
    note(f"error: mqttmesh met a bug of its own: {type(bug).__name__}\n   = please report it{kept}")


def _kept(bug: Exception) -> Path:
    handle, name = tempfile.mkstemp(prefix="mqttmesh-bug-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as report:
        traceback.print_exception(bug, file=report)
    return Path(name)
