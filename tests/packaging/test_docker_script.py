"""The tests' own Docker daemon: there while a command runs, gone after it, one line where it cannot be."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.brokers import fetched_part

REPOSITORY = Path(__file__).parents[2]
PING = (
    ".venv/bin/python -c 'import docker, sys; print(docker.DockerClient(\"unix://\" + sys.argv[1]).ping())'"
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with a daemon of its own, made of what is fetched already."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "docker").symlink_to(REPOSITORY / "scripts" / "docker")
    (tmp_path / "scripts" / "brokers").symlink_to("/bin/true")
    (tmp_path / ".venv").symlink_to(REPOSITORY / ".venv")
    (tmp_path / ".cache" / "brokers").mkdir(parents=True)
    (tmp_path / ".cache" / "brokers" / "docker").symlink_to(fetched_part("docker"))
    return tmp_path


def run(checkout: Path, *arguments: str, prefix: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
    """Run it where no other daemon answers."""
    return subprocess.run(
        [*prefix, checkout / "scripts" / "docker", *arguments],
        cwd=checkout,
        env={**os.environ, "DOCKER_HOST": f"unix://{checkout}/no.sock"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def daemons(checkout: Path) -> list[str]:
    """The processes and mounts that speak of this checkout's daemon."""
    processes = Path("/proc").glob("[0-9]*/cmdline")
    commands = [
        text for text in map(read_if_there, processes) if str(checkout / ".cache/docker/data") in text
    ]
    mounts = Path("/proc/self/mounts").read_text().splitlines()
    return commands + [mount for mount in mounts if str(checkout) in mount]


def read_if_there(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def test_a_command_has_a_daemon_and_leaves_none(checkout: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can start a Docker daemon")
    ping = f"{PING} $(readlink .cache/docker/run)/docker.sock; exit 5"
    done = run(checkout, "run", "sh", "-c", ping)
    assert (done.returncode, done.stdout, done.stderr) == (5, "True\n", "")
    assert daemons(checkout) == []
    assert not (checkout / ".cache" / "docker" / "run").is_symlink()


def test_a_daemon_that_is_there_is_used_and_outlives_the_command(checkout: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can start a Docker daemon")
    try:
        run(checkout).check_returncode()
        before = daemons(checkout)
        assert len(before) == 1
        run(checkout, "run", "true").check_returncode()
        assert daemons(checkout) == before
    finally:
        run(checkout, "stop").check_returncode()
    assert daemons(checkout) == []


def test_without_root_the_command_runs_and_one_line_says_what_is_missing(checkout: Path) -> None:
    nobody = ("unshare", "--user") if os.geteuid() == 0 else ()
    done = run(checkout, "run", "echo", "went on", prefix=nobody)
    assert (done.returncode, done.stdout) == (0, "went on\n")
    (line,) = done.stderr.splitlines()
    assert line.endswith("only root can start one: tests in containers are not run")


def test_what_it_does_not_know_is_refused(checkout: Path) -> None:
    done = run(checkout, "strat")
    assert (done.returncode, done.stderr) == (3, "scripts/docker: unknown argument 'strat'\n")
