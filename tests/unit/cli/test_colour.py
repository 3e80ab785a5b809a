"""Colour stands on a terminal that can show it, for people who want it, and nowhere else."""

from __future__ import annotations

import os
import pty
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.commands import PROGRAM, environment


@pytest.fixture
def wrong(folder: Path) -> Path:
    """A folder whose topology has a mistake."""
    (folder / "topology.yaml").write_text("version: 1\nname: Wrong!\n")
    return folder


def seen_on_a_terminal(folder: Path, topology: str, **variables: str) -> str:
    """What a terminal gets of standard error."""
    ours, theirs = pty.openpty()
    command = subprocess.Popen(
        [*PROGRAM, "render", topology], cwd=folder, env=environment(**variables), stderr=theirs
    )
    os.close(theirs)
    seen = b""
    with suppress(OSError):  # EIO, once nobody has the other end open
        while piece := os.read(ours, 4096):
            seen += piece
    os.close(ours)
    assert command.wait(30) == 2
    return seen.decode()


@pytest.mark.parametrize("topology", ["topology.yaml", "missing.yaml"])
def test_a_terminal_gets_colour(topology: str, wrong: Path) -> None:
    seen = seen_on_a_terminal(wrong, topology, TERM="xterm", NO_COLOR="")
    assert "\x1b[1;31merror:\x1b[0m" in seen


@pytest.mark.parametrize("variables", [{"TERM": "xterm", "NO_COLOR": "1"}, {"TERM": "dumb", "NO_COLOR": ""}])
def test_who_wants_none_gets_none(variables: dict[str, str], wrong: Path) -> None:
    seen = seen_on_a_terminal(wrong, "topology.yaml", **variables)
    assert "error:" in seen
    assert "\x1b" not in seen


@pytest.mark.parametrize(("no_colour", "coloured"), [("", True), ("1", False)])
def test_findings_are_a_result_and_coloured_as_such(no_colour: str, coloured: bool, wrong: Path) -> None:
    ours, theirs = pty.openpty()
    variables = environment(TERM="xterm", NO_COLOR=no_colour)
    done = subprocess.run(
        [*PROGRAM, "check"], cwd=wrong, env=variables, stdout=theirs, stderr=subprocess.PIPE
    )
    os.close(theirs)
    seen = os.read(ours, 65536)
    os.close(ours)
    assert (done.returncode, done.stderr) == (2, b"")
    assert (b"\x1b[1;31merror:\x1b[0m" in seen) == coloured
    assert (b"\x1b" in seen) == coloured


def test_what_is_no_terminal_gets_none(wrong: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "render"], cwd=wrong, env=environment(TERM="xterm", NO_COLOR=""), capture_output=True
    )
    assert b"error:" in done.stderr
    assert b"\x1b" not in done.stderr
