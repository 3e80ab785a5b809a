"""How a command ends when something else ends it: Ctrl-C, a reader that has gone, a full disk, a bug."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path
from subprocess import PIPE

import pytest

from tests.support.commands import PROGRAM, Finished, environment, mqttmesh
from tests.support.waiting import wait_until

BUG = """
from mqttmesh.cli import main
from mqttmesh.report import schema

def schema_text():
    raise {bug}

schema.schema_text = schema_text
main()
"""


def run_with(bug: str, **variables: str) -> Finished:
    """The command `schema` with a fault of its own."""
    argv = [sys.executable, "-c", BUG.format(bug=bug), "schema"]
    done = subprocess.run(argv, env=environment(**variables), capture_output=True, text=True, timeout=60)
    return Finished(done.returncode, done.stdout, done.stderr)


def test_a_bug_is_confessed_and_kept_in_a_private_file(tmp_path: Path) -> None:
    done = run_with("RuntimeError('geheim')", TMPDIR=str(tmp_path))
    assert (done.code, done.out) == (70, "")
    (report,) = tmp_path.iterdir()
    assert done.err.splitlines() == [
        "error: mqttmesh met a bug of its own: RuntimeError",
        f"   = please report it with {report}, once you have read that it holds nothing private",
    ]
    assert report.stat().st_mode & 0o777 == 0o600
    assert "RuntimeError: geheim" in report.read_text()
    assert "in schema_text" in report.read_text()


def test_a_bug_on_a_machine_without_room_for_its_report_is_confessed_too() -> None:
    program = "import tempfile\ntempfile.tempdir = '/proc/self/fdinfo'\n" + BUG.format(bug="RuntimeError")
    argv = [sys.executable, "-c", program, "schema"]
    done = subprocess.run(argv, env=environment(), capture_output=True, text=True, timeout=60)
    assert done.returncode == 70
    assert "a bug of its own: RuntimeError" in done.stderr
    assert "its report could not be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_what_the_machine_refuses_unforeseen_is_no_bug(tmp_path: Path) -> None:
    done = run_with("PermissionError(13, 'Permission denied', '/some/place')", TMPDIR=str(tmp_path))
    assert (done.code, done.out) == (3, "")
    assert done.err == "error: the system refuses /some/place: Permission denied\n"
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_behind_the_output_is_said(folder: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*PROGRAM, "render"],
            cwd=folder,
            env=environment(),
            stdout=full,
            stderr=PIPE,
            text=True,
        )
    assert done.returncode == 3
    assert done.stderr == "error: the system refuses: No space left on device\n"


@pytest.mark.parametrize("arguments", [["schema"], ["render"], ["render", "--diff"], ["--help"]])
def test_a_reader_that_has_gone_is_no_finding(arguments: list[str], folder: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*PROGRAM, *arguments],
        cwd=folder,
        env=environment(),
        stdout=writing,
        stderr=PIPE,
        text=True,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")


def test_ctrl_c_ends_a_command_without_a_traceback(folder: Path) -> None:
    """`secrets init` waits for the lock of another; nothing is made when it is interrupted there."""
    secrets = folder / "secrets"
    secrets.mkdir(0o700)
    lock = os.open(secrets, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    command = subprocess.Popen(
        [*PROGRAM, "secrets", "init"],
        cwd=folder,
        env=environment(),
        stdout=PIPE,
        stderr=PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # ignored by what runs in background
    )
    opened = Path(f"/proc/{command.pid}/fd")
    wait_until(lambda: holds(opened, secrets), within=30, what="a command that waits", logs=str)
    command.send_signal(signal.SIGINT)
    out, err = command.communicate(timeout=30)
    os.close(lock)
    assert command.returncode == 130
    assert (out, err.strip()) == ("", "")
    assert list(secrets.iterdir()) == []


def holds(descriptors: Path, folder: Path) -> bool:
    """Whether a process has opened a folder."""
    try:
        return any(link.readlink() == folder for link in descriptors.iterdir())
    except FileNotFoundError:
        return False


def test_json_goes_to_standard_output_whatever_is_said_beside_it(folder: Path) -> None:
    done = mqttmesh(folder, "status", "--json")
    assert (done.code, done.out, done.err) == (1, "null\n", "")
