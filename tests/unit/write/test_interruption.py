"""A render that stops at any step: each file is old or new, and the next render finishes."""

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from mqttmesh.errors import EnvironmentProblem, OutOfDateError
from mqttmesh.write import compare, require_complete, write_tree
from mqttmesh.write.disk import Disk
from tests.support.trees import contents, tree

OLD = {
    "compose": "old\n",
    "hub/acl": "old\n",
    "hub/conf": "same\n",
    "gone/trust/a": "old\n",
    "turned": "old\n",
}
NEW = {
    "compose": "new\n",
    "hub/acl": "new\n",
    "hub/conf": "same\n",
    "edge/trust/a": "new\n",
    "turned/a": "new\n",
}
LAST = {"compose": "last\n", "hub/acl": "last\n", "edge/conf": "last\n", "turned": "last\n"}
RECORDS = {".mqttmesh.journal", ".mqttmesh.staging"}


class Killed(BaseException):
    """Stands for the end of the process: nothing of ours runs after it."""


class StoppingDisk(Disk):
    """Stops in place of one call, and of every later one unless `once`; `half` leaves half of a new file."""

    def __init__(self, stop: int, error: BaseException, *, once: bool = False, half: bool = False) -> None:
        self.calls = 0
        self.stop, self.error, self.once, self.half = stop, error, once, half

    def __getattribute__(self, name: str) -> Any:
        call = super().__getattribute__(name)
        return partial(self._step, call) if name in vars(Disk) and not name.startswith("_") else call

    def _step(self, call: Callable[..., None], *arguments: Any, **options: Any) -> None:
        self.calls += 1
        if self.calls <= self.stop or (self.once and self.calls > self.stop + 1):
            return call(*arguments, **options)
        if self.half and call.__name__ == "create" and self.calls == self.stop + 1:
            folder, name, content, mode = arguments
            call(folder, name, content[: len(content) // 2], mode, **options)
        raise self.error


class CarelessDisk(StoppingDisk):
    """Writes in place before it replaces, as a render without staging would."""

    def replace(self, source: int, name: str, folder: int, target: str) -> None:
        self.create(folder, f"{target}.half", b"ne", 0o644, durable=False)
        os.replace(f"{target}.half", target, src_dir_fd=folder, dst_dir_fd=folder)
        self.sync(folder)
        super().replace(source, name, folder, target)


def interrupted_renders(
    folder: Path, error: BaseException, disk: type[StoppingDisk] = StoppingDisk, **options: bool
) -> Iterator[Path]:
    """Folders in which a render from OLD to NEW was stopped, one for each step it has."""
    for stop in count():
        out = folder / str(stop)
        write_tree(tree(OLD), out)
        try:
            write_tree(tree(NEW), out, disk=disk(stop, error, **options))
        except (type(error), EnvironmentProblem):
            yield out
        else:
            assert stop > 20, "a render from OLD to NEW has more steps"
            return


def unstaged(out: Path) -> dict[str, str]:
    return {path: text for path, text in contents(out).items() if path.partition("/")[0] not in RECORDS}


def assert_old_or_new(out: Path) -> None:
    found = unstaged(out)
    assert set(found.items()) <= {*OLD.items(), *NEW.items()}
    assert OLD.keys() & NEW.keys() <= found.keys()


def is_interrupted(out: Path) -> bool:
    try:
        require_complete(out)
    except OutOfDateError:
        return True
    return False


@pytest.mark.parametrize("half", [False, True], ids=["before", "half-way"])
def test_killed_at_any_step_each_file_is_old_or_new_and_the_next_render_finishes(
    tmp_path: Path, half: bool
) -> None:
    interrupted = 0
    for out in interrupted_renders(tmp_path, Killed(), half=half):
        assert_old_or_new(out)
        was_open = is_interrupted(out)
        assert was_open or unstaged(out) == OLD
        assert compare(tree(NEW), out).interrupted == was_open
        finished = write_tree(tree(NEW), out).finished
        assert finished == (("compose", "edge/trust/a", "hub/acl", "turned/a") if was_open else None)
        assert contents(out) == NEW
        assert compare(tree(NEW), out).clean
        interrupted += was_open
    assert interrupted > 15


def test_a_disk_that_writes_in_place_is_caught(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        for out in interrupted_renders(tmp_path, Killed(), CarelessDisk):
            assert_old_or_new(out)


def test_interrupted_twice_everything_is_still_ours(tmp_path: Path) -> None:
    for out in interrupted_renders(tmp_path, Killed()):
        stop = int(out.name)
        with suppress(Killed):
            write_tree(tree(LAST), out, disk=StoppingDisk(stop, Killed()))
        write_tree(tree(NEW), out)
        assert contents(out) == NEW


def test_an_interrupt_by_the_user_leaves_nothing_staged(tmp_path: Path) -> None:
    for out in interrupted_renders(tmp_path, KeyboardInterrupt(), once=True, half=True):
        assert_old_or_new(out)
        assert is_interrupted(out) or contents(out) == OLD
        write_tree(tree(NEW), out)
        assert contents(out) == NEW


def test_a_disk_that_refuses_a_step_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    for out in interrupted_renders(tmp_path, full, once=True, half=True):
        assert_old_or_new(out)
        assert is_interrupted(out) or contents(out) == OLD
        assert not (out / ".mqttmesh.staging").exists()


def test_a_real_kill_between_two_files(out: Path) -> None:
    write_tree(tree(OLD), out)
    program = f"""
import os, signal, sys
from pathlib import Path
from mqttmesh.write import write_tree
from mqttmesh.write.disk import Disk
from tests.support.trees import tree

class Deadly(Disk):
    def replace(self, source, name, folder, target):
        super().replace(source, name, folder, target)
        if target == "compose":
            os.kill(os.getpid(), signal.SIGKILL)

write_tree(tree({NEW!r}), Path(sys.argv[1]), disk=Deadly())
"""
    repository = Path(__file__).parents[3]
    child = subprocess.run([sys.executable, "-c", program, out], cwd=repository, check=False)
    assert child.returncode == -signal.SIGKILL
    assert_old_or_new(out)
    assert ((out / "compose").read_text(), (out / "hub/acl").read_text()) == ("new\n", "old\n")
    assert is_interrupted(out)
    assert write_tree(tree(NEW), out).finished is not None
    assert contents(out) == NEW
    assert not is_interrupted(out)


@pytest.mark.parametrize("text", ["", "{", "\x00"])
def test_an_unreadable_journal_is_an_interrupted_render_all_the_same(out: Path, text: str) -> None:
    write_tree(tree(OLD), out)
    (out / ".mqttmesh.journal").write_text(text)
    assert is_interrupted(out)
    assert write_tree(tree(OLD), out).finished == ()
    assert not is_interrupted(out)
