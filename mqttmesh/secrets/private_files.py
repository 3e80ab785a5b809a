"""Files that only their owner may read: complete or not there, and never written through a link."""

from __future__ import annotations

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem

FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
# A pipe in a file's place must not block the open.
_READ = os.O_RDONLY | os.O_NONBLOCK


def make_folder(folder: Path) -> None:
    """Make a folder, and every missing one above it, that only its owner may enter.

    Raises:
        OSError: It cannot be made, or a file is in its place.
    """
    missing = [place for place in (folder, *folder.parents) if not place.is_dir()]
    for place in reversed(missing):
        place.mkdir(FOLDER_MODE, exist_ok=True)


@contextmanager
def locked_folder(folder: Path) -> Iterator[None]:
    """A folder, made when missing, in which nobody else of ours writes meanwhile.

    Writing here relies on it: what is staged has one name for each file, so that an interrupted call leaves
    nothing that the next one does not overwrite.

    Raises:
        EnvironmentProblem: For every OSError, within too.
    """
    try:
        make_folder(folder)
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)
    except OSError as error:
        place = error.filename if isinstance(error.filename, str | Path) else folder
        cause = os.strerror(error.errno or errno.EIO)
        raise EnvironmentProblem(f"the file system refuses {place}: {cause}") from error


def write_new(path: Path, content: bytes) -> bool:
    """Make a file unless something has its name already; says whether it did.

    Raises:
        OSError: It cannot be made.
    """
    if os.path.lexists(path):
        return False
    make_folder(path.parent)
    staged = _staged(path, content, durable=False)
    try:
        os.link(staged, path)  # where a rename would overwrite what came into being meanwhile
    except FileExistsError:
        return False
    finally:
        staged.unlink()
    return True


def replace(path: Path, content: bytes, *, durable: bool = False) -> None:
    """Make a file or replace it, atomically; a link is replaced, not followed.

    Args:
        path: Where.
        content: What it holds from now on.
        durable: Wait until the new content is on the medium, for what could not be made again.

    Raises:
        OSError: It cannot be written; the old one is as it was.
    """
    make_folder(path.parent)
    staged = _staged(path, content, durable=durable)
    staged.replace(path)


def read_limited(path: Path, limit: int) -> tuple[bytes, os.stat_result]:
    """A regular file's first bytes, and its status.

    Args:
        path: Where; links are followed.
        limit: Most bytes to read; whoever must know whether there are more asks for one more.

    Raises:
        OSError: It cannot be read, or is no regular file (EINVAL).
    """
    descriptor = os.open(path, _READ)
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "not a regular file", str(path))
        return file.read(limit), status


def _staged(path: Path, content: bytes, *, durable: bool) -> Path:
    staged = path.with_name(f".{path.name}.new")
    staged.unlink(missing_ok=True)
    with os.fdopen(os.open(staged, _NEW, _FILE_MODE), "wb") as file:
        file.write(content)
        if durable:
            file.flush()
            os.fsync(file.fileno())
    return staged
