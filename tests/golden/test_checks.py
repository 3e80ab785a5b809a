"""Every file in `checks/` is a topology with commands in its first lines, and beside it all that they print.

A new case is a new `.yaml`; `python scripts/golden.py` writes its `.out`.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.commands import mqttmesh

CHECKS = Path(__file__).parent / "checks"
CASES = sorted(path.stem for path in CHECKS.glob("*.yaml"))
_COMMAND = re.compile(r"# \$ mqttmesh (.+)")


def commands(text: str) -> list[str]:
    """The commands in the first lines of a case."""
    found = []
    for line in text.splitlines():
        if not (command := _COMMAND.fullmatch(line)):
            break
        found.append(command[1])
    return found


def screen(case: str) -> str:
    """Each command of a case with all that it prints, and the file where one changed it."""
    with tempfile.TemporaryDirectory() as folder:
        topology = Path(shutil.copy(CHECKS / f"{case}.yaml", folder))
        return "\n".join(_screens(topology))


def _screens(topology: Path) -> Iterator[str]:
    text = topology.read_text(encoding="utf-8")
    for command in commands(text):
        done = mqttmesh(topology.parent, *command.split())
        yield (
            f"$ mqttmesh {command}\n{done.out}"
            + _part("standard error", done.err)
            + f"--- exit {done.code}\n"
        )
        if (now := topology.read_text(encoding="utf-8")) != text:
            yield _part(topology.name, now)


def _part(name: str, text: str) -> str:
    return f"--- {name}\n{text}" if text else ""


def regenerate() -> None:
    """Write what each case prints now; read the difference before you commit it."""
    for case in CASES:
        (CHECKS / f"{case}.out").write_text(screen(case), encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_screen(case: str) -> None:
    assert screen(case) == (CHECKS / f"{case}.out").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES)
def test_a_case_has_commands(case: str) -> None:
    assert commands((CHECKS / f"{case}.yaml").read_text(encoding="utf-8"))


def test_every_screen_has_its_case() -> None:
    assert sorted(path.stem for path in CHECKS.glob("*.out")) == CASES
