"""Secrets on disk: nobody else's at any moment, never written through a link, never part of git."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mqttmesh import secrets
from mqttmesh.errors import EnvironmentProblem, UsageError
from mqttmesh.secrets import init, rotate
from tests.support.secrets import (
    EDGE_ENTRIES,
    ENVIRONMENT,
    FILES,
    HUB_ENTRIES,
    METER,
    lets_in,
    mesh_with_users,
    secret,
)
from tests.support.watching import at_each_line, modes_below

SOURCES = Path(secrets.__file__).parent
TARGET = "somebody else's\n"


@pytest.fixture
def open_umask() -> Iterator[None]:
    """A user whose new files are everybody's unless a program says otherwise."""
    earlier = os.umask(0)
    try:
        yield
    finally:
        os.umask(earlier)


@pytest.mark.usefixtures("open_umask")
def test_no_file_is_open_to_others_at_any_moment(tmp_path: Path) -> None:
    mesh = mesh_with_users(tmp_path)
    looks: list[int] = []
    seen: set[tuple[str, int]] = set()

    def look() -> None:
        modes = modes_below(tmp_path)
        looks.append(len(modes))
        seen.update((path, mode & 0o077) for path, mode in modes.items() if path != "grid.yaml")

    at_each_line(SOURCES, look, lambda: init(mesh, tmp_path, ENVIRONMENT))
    at_each_line(SOURCES, look, lambda: rotate(mesh, tmp_path, "edge-1", ENVIRONMENT))
    assert len(looks) > 200
    assert {*FILES, METER, HUB_ENTRIES, EDGE_ENTRIES, "secrets"} <= {path for path, _ in seen}
    assert {path for path, mode in seen if mode} == set()


def test_a_file_that_is_open_to_others_is_seen(tmp_path: Path) -> None:
    """The twin of the test above."""
    (tmp_path / "a").touch()
    (tmp_path / "a").chmod(0o640)
    assert modes_below(tmp_path) == {"a": 0o640}


def test_a_password_is_seen_whole_or_not_at_all(tmp_path: Path) -> None:
    mesh, seen = mesh_with_users(tmp_path), set[str]()
    init(mesh, tmp_path, ENVIRONMENT)
    path = tmp_path / "secrets/edge-1.password"
    before = path.read_text()
    at_each_line(SOURCES, lambda: seen.add(path.read_text()), lambda: rotate(mesh, tmp_path, "edge-1"))
    assert seen == {before, path.read_text()}
    assert len(seen) == 2


@pytest.mark.parametrize("link", [*FILES, METER])
def test_a_secret_is_not_written_through_a_link(link: str, tmp_path: Path) -> None:
    place = tmp_path / link
    place.parent.mkdir(parents=True)
    place.symlink_to(tmp_path / "target")
    done = init(mesh_with_users(tmp_path), tmp_path, ENVIRONMENT)
    assert [problem.subject for problem in done.problems] == [link]
    assert not (tmp_path / "target").exists()


@pytest.mark.parametrize("name", ["edge-1.password", "hub.passwords", ".gitignore"])
def test_a_link_where_a_file_is_prepared_is_not_followed(name: str, tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "target").write_text(TARGET)
    (tmp_path / f"secrets/.{name}.new").symlink_to(tmp_path / "target")
    done = init(mesh_with_users(tmp_path), tmp_path, ENVIRONMENT)
    assert done.problems == ()
    assert (tmp_path / "target").read_text() == TARGET
    assert (tmp_path / "secrets" / name).is_file()
    assert not os.path.lexists(tmp_path / f"secrets/.{name}.new")


def test_a_link_in_place_of_a_password_file_is_replaced_and_its_target_stays(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "target").write_text(TARGET)
    (tmp_path / HUB_ENTRIES).symlink_to(tmp_path / "target")
    init(mesh_with_users(tmp_path), tmp_path, ENVIRONMENT)
    assert (tmp_path / "target").read_text() == TARGET
    assert not (tmp_path / HUB_ENTRIES).is_symlink()
    assert lets_in(tmp_path, HUB_ENTRIES, "of the panel") == {"panel"}


def test_a_secret_behind_a_link_is_not_rotated(tmp_path: Path) -> None:
    mesh = mesh_with_users(tmp_path)
    (tmp_path / "secrets").mkdir()
    (tmp_path / "target").write_text(TARGET)
    (tmp_path / FILES[0]).symlink_to(tmp_path / "target")
    init(mesh, tmp_path, ENVIRONMENT)
    with pytest.raises(UsageError, match=r"secrets/edge-1\.password is a symbolic link"):
        rotate(mesh, tmp_path, "edge-1", ENVIRONMENT)
    assert (tmp_path / "target").read_text() == TARGET
    assert lets_in(tmp_path, HUB_ENTRIES, TARGET.strip()) == {"edge-1"}


def git(folder: Path, *arguments: str) -> list[str]:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def test_git_never_takes_a_secret(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    init(mesh_with_users(tmp_path), tmp_path, ENVIRONMENT)
    git(tmp_path, "add", "--all")
    assert git(tmp_path, "ls-files") == ["grid.yaml"]
    (tmp_path / "secrets/.gitignore").unlink()
    git(tmp_path, "add", "--all")
    assert set(FILES) <= set(git(tmp_path, "ls-files"))


def test_a_gitignore_of_ones_own_is_kept(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets/.gitignore").write_text("*\n!.gitignore\n")
    init(mesh_with_users(tmp_path), tmp_path, ENVIRONMENT)
    assert (tmp_path / "secrets/.gitignore").read_text() == "*\n!.gitignore\n"


INTERRUPTED_AT_EACH_LINE = """
import os, sys
from pathlib import Path
from tests.support.secrets import ENVIRONMENT, mesh_with_users
from tests.support.watching import at_each_line
from mqttmesh import secrets

def interrupted(folder, line):
    left = [line]
    def look():
        left[0] -= 1
        if left[0] == 0:
            raise KeyboardInterrupt
    mesh = mesh_with_users(folder)
    at_each_line(Path(secrets.__file__).parent, look, lambda: secrets.init(mesh, folder, ENVIRONMENT))

for line in range(1, 10_000, 11):
    folder = Path(sys.argv[1], str(line))
    folder.mkdir()
    child = os.fork()
    if child == 0:
        try:
            interrupted(folder, line)
        except KeyboardInterrupt:
            os._exit(130)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 130:
        break
"""


def test_after_ctrl_c_at_any_line_the_next_call_makes_the_rest(tmp_path: Path) -> None:
    program = [sys.executable, "-c", INTERRUPTED_AT_EACH_LINE, str(tmp_path)]
    subprocess.run(program, cwd=Path(__file__).parents[3], check=True, timeout=120)
    folders = sorted(tmp_path.iterdir())
    assert len(folders) > 20
    for folder in folders:
        mesh = mesh_with_users(folder)
        kept = {file: secret(folder, file) for file in (*FILES, METER) if (folder / file).exists()}
        init(mesh, folder, ENVIRONMENT)
        assert {file: secret(folder, file) for file in kept} == kept
        assert secrets.check(mesh, folder, ENVIRONMENT) == ()


def test_a_folder_that_may_not_be_written_is_an_environment_problem(tmp_path: Path) -> None:
    mesh = mesh_with_users(tmp_path)
    with pytest.raises(EnvironmentProblem, match="the file system refuses /proc/self/fdinfo/secrets"):
        init(mesh, Path("/proc/self/fdinfo"), ENVIRONMENT)
