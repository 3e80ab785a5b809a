"""`check --fix` and `check --diff`: mend topologies, or show how."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import typer

from mqttmesh.check import Examination, examine
from mqttmesh.check.fix import Fixed, fix
from mqttmesh.check.selection import Selection
from mqttmesh.cli import console
from mqttmesh.errors import UsageError
from mqttmesh.load.read import read_text
from mqttmesh.report.fixed import fixed_text, left_text
from mqttmesh.write.drift import file_diff
from mqttmesh.write.rewrite import rewrite


@dataclass(frozen=True, slots=True)
class _Mended:
    """One file: how its text was mended, if it is one."""

    path: Path
    before: str
    fixed: Fixed | None
    examination: Examination


def mend(paths: Sequence[Path], overrides: Sequence[str], selection: Selection) -> list[Examination]:
    """Mend files, say what was mended, and what is still found in them.

    Raises:
        OutOfDateError: A file has changed meanwhile.
        EnvironmentProblem: A file cannot be written.
    """
    found = []
    for each in _mended(paths, overrides, selection):
        if each.fixed is not None:
            if each.fixed.mended:
                rewrite(each.path, each.before, each.fixed.text)
                console.note(fixed_text(each.fixed, each.path))
            _say_what_is_left(each.fixed)
        found.append(each.examination)
    return found


def show(paths: Sequence[Path], overrides: Sequence[str], selection: Selection) -> int:
    """Show how files would be mended; 1 when one would be, 2 when one cannot be read."""
    worst = 0
    for each in _mended(paths, overrides, selection):
        if not each.examination.sound:
            console.warn(each.examination.findings, each.examination.source)
            worst = 2
        elif each.fixed is not None:
            for line in file_diff(str(each.path), each.before.encode(), each.fixed.text.encode()):
                typer.echo(line)
            _say_what_is_left(each.fixed)
            worst = max(worst, int(bool(each.fixed.mended)))
    return worst


def _mended(paths: Sequence[Path], overrides: Sequence[str], selection: Selection) -> Iterator[_Mended]:
    for path in paths:
        try:
            text = read_text(path)
        except UsageError:
            yield _Mended(path, "", None, examine(path, overrides, selection.rules))
            continue
        fixed = fix(path, text, overrides, selection)
        yield _Mended(path, text, fixed, fixed.examination)


def _say_what_is_left(fixed: Fixed) -> None:
    if fixed.left:
        console.note(left_text(fixed))
