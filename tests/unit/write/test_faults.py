"""What the file system refuses: said in one sentence, with exit code 3, and nothing lost."""

import errno
import fcntl
import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from mqttmesh.errors import EnvironmentProblem, OutOfDateError, UsageError
from mqttmesh.write import compare, diff, require_complete, write_tree
from mqttmesh.write.disk import Disk
from tests.support.trees import contents, tree

OLD = {"compose": "old\n", "hub/acl": "old\n"}
NEW = {"compose": "new\n", "hub/acl": "new\n" * 4000, "edge/acl": "new\n"}


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """A real limit of the kernel: a longer write stops short, then fails, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def held(out: Path) -> Iterator[None]:
    """The lock another render would hold."""
    folder = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


class RefusingDisk(Disk):
    def __init__(self, cause: int) -> None:
        self.cause = cause

    def make_folder(self, folder: int, name: str) -> None:
        raise OSError(self.cause, os.strerror(self.cause), name)


def test_a_file_cut_short_leaves_the_old_ones(out: Path) -> None:
    write_tree(tree(OLD), out)
    before = contents(out), (out / ".mqttmesh.json").read_bytes()
    with largest_file(8192), pytest.raises(EnvironmentProblem, match="hub/acl: File too large") as caught:
        write_tree(tree(NEW), out)
    assert caught.value.details == ("Nothing was changed.",)
    assert (contents(out), (out / ".mqttmesh.json").read_bytes()) == before
    assert sorted(path.name for path in out.iterdir()) == [".mqttmesh.json", "compose", "hub"]
    assert write_tree(tree(NEW), out).finished is None
    assert contents(out) == NEW


@pytest.mark.parametrize(
    "cause, said",
    [(errno.ENOSPC, "No space left"), (errno.EROFS, "Read-only"), (errno.EACCES, "Permission denied")],
)
def test_the_cause_and_a_way_out_are_said(out: Path, cause: int, said: str) -> None:
    write_tree(tree(OLD), out)
    with pytest.raises(EnvironmentProblem, match=said) as caught:
        write_tree(tree(NEW), out, disk=RefusingDisk(cause))
    assert str(out) in caught.value.message
    assert caught.value.hint
    assert contents(out) == OLD


def test_a_place_where_no_folder_can_be_made() -> None:
    with pytest.raises(EnvironmentProblem, match="the file system refuses /proc/self/fdinfo/mesh"):
        write_tree(tree(NEW), Path("/proc/self/fdinfo/mesh"))


@pytest.mark.parametrize("place", ["file", "file/below"])
def test_the_output_is_a_file(tmp_path: Path, place: str) -> None:
    (tmp_path / "file").write_text("mine\n")
    out = tmp_path / place
    for attempt in (
        lambda: write_tree(tree(NEW), out, force=True),
        lambda: compare(tree(NEW), out),
        lambda: list(diff(tree(NEW), out)),
        lambda: require_complete(out),
    ):
        with pytest.raises(UsageError, match="is not a folder"):
            attempt()
    assert (tmp_path / "file").read_text() == "mine\n"


def test_an_output_path_that_is_too_long(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="File name too long"):
        write_tree(tree(NEW), tmp_path / ("x" * 300))


def test_a_file_name_that_is_too_long_stops_before_the_first(out: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="File name too long"):
        write_tree(tree({**NEW, f"hub/{'ä' * 128}": "x"}), out)
    assert list(out.iterdir()) == []


def test_a_file_name_just_short_enough(out: Path) -> None:
    name = f"hub/{'ä' * 127}"
    assert write_tree(tree({name: "x"}), out).written == (name,)


@pytest.mark.parametrize("name", [".mqttmesh.json", ".mqttmesh.journal", ".mqttmesh.staging"])
def test_something_else_in_place_of_our_records(out: Path, name: str) -> None:
    (out / name / "mine").mkdir(parents=True)
    with pytest.raises(EnvironmentProblem, match=name.replace(".", r"\.")):
        write_tree(tree(NEW), out)
    assert (out / name / "mine").is_dir()


def test_a_second_render_waits_its_time_and_says_who_is_in_the_way(out: Path) -> None:
    write_tree(tree(OLD), out)
    with held(out), pytest.raises(EnvironmentProblem, match=f"another render is writing {out}"):
        write_tree(tree(NEW), out, patience=0.1)
    assert contents(out) == OLD
    assert write_tree(tree(NEW), out, patience=0.1).written == tuple(sorted(NEW))


def test_comparing_needs_no_lock_and_leaves_no_trace(out: Path) -> None:
    assert compare(tree(OLD), out).missing == (".mqttmesh.json", "compose", "hub/acl")
    assert not out.exists()
    write_tree(tree(OLD), out)
    with held(out):
        assert compare(tree(OLD), out).clean


def test_many_renders_at_once_are_one_after_the_other(out: Path) -> None:
    trees = [{f"edge-{number}/acl": f"{number}\n", "compose": f"{number}\n"} for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(lambda files: write_tree(tree(files), out), trees))
    assert all(report.finished is None for report in reports)
    assert contents(out) in trees


def test_a_folder_that_may_not_be_read(out: Path) -> None:
    """Root may read anything, so the render runs as somebody else when the test is root's."""
    write_tree(tree(OLD), out)
    program = f"""
import os, sys
from pathlib import Path
from mqttmesh.errors import EnvironmentProblem
from mqttmesh.write import compare, write_tree

out = Path({str(out)!r})
os.chdir(out)
if os.getuid() == 0:
    os.setresuid(65534, 65534, 65534)
for attempt in (compare, write_tree):
    try:
        attempt({{}}, Path("hub"))
    except EnvironmentProblem as problem:
        sys.stdout.write(problem.message + "\\n")
"""
    (out / "hub").chmod(0o000)
    repository = Path(__file__).parents[3]
    child = subprocess.run(
        [sys.executable, "-c", program], cwd=repository, capture_output=True, text=True, check=True
    )
    assert child.stdout.splitlines() == ["the file system refuses hub: Permission denied"] * 2
    (out / "hub").chmod(0o755)
    assert contents(out) == OLD


def test_an_edited_file_is_no_fault_of_the_machine(out: Path) -> None:
    write_tree(tree(OLD), out)
    (out / "compose").write_text("by hand\n")
    with pytest.raises(OutOfDateError, match="1 path in"):
        write_tree(tree(NEW), out)
