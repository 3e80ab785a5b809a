"""The file-system calls writing needs, all relative to open folders and none through a symbolic link."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager

LARGEST = 256 * 2**20
"""Bytes of the largest file that may be ours; a larger one in our place is not worth reading to be sure."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
# A pipe in a file's place must not block the open.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


_ABSENT = frozenset({errno.ENOENT, errno.ENAMETOOLONG})
_IN_THE_WAY = frozenset({errno.ELOOP, errno.ENOTDIR, errno.ENXIO, errno.ENODEV})


class Disk:
    """Every call that changes the disk, so that a test can fail or stop each of them."""

    def create(self, folder: int, name: str, content: bytes, mode: int, *, durable: bool) -> None:
        """Make a new file with exactly these permissions; `durable` waits until it is on the medium."""
        file = os.open(name, _NEW, 0o600, dir_fd=folder)
        try:
            written = os.write(file, content)
            while written < len(content):
                written += os.write(file, content[written:])
            os.fchmod(file, mode)
            if durable:
                os.fsync(file)
        finally:
            os.close(file)

    def replace(self, source: int, name: str, folder: int, target: str) -> None:
        """Move a file over another, atomically."""
        os.replace(name, target, src_dir_fd=source, dst_dir_fd=folder)

    def remove(self, folder: int, name: str) -> None:
        """Remove a file or a symbolic link, never what the link points to."""
        os.unlink(name, dir_fd=folder)

    def make_folder(self, folder: int, name: str) -> None:
        """Make a folder that everyone may read, whatever the umask."""
        os.mkdir(name, dir_fd=folder)
        os.chmod(name, 0o755, dir_fd=folder)

    def remove_folder(self, folder: int, name: str) -> None:
        """Remove an empty folder."""
        os.rmdir(name, dir_fd=folder)

    def sync(self, folder: int | None = None) -> None:
        """Wait until a folder's entries are on the medium, or everything written so far."""
        os.sync() if folder is None else os.fsync(folder)


@contextmanager
def opened_folder(root: int, path: str, maker: Disk | None = None) -> Iterator[int]:
    """A descriptor of the folder at a relative path, "" for the root itself.

    Args:
        root: Descriptor of the folder the path starts from.
        path: The relative path; no part of it is followed through a symbolic link.
        maker: Makes each folder of the path that is missing.

    Raises:
        OSError: With the path of the first part that is missing, or that is no folder, as its `filename`.
    """
    folder = os.dup(root)
    try:
        parts = path.split("/") if path else []
        for depth, name in enumerate(parts, start=1):
            try:
                inner = _open_or_make(folder, name, maker)
            except OSError as error:
                error.filename = "/".join(parts[:depth])
                raise
            outer, folder = folder, inner  # before the close: an interrupt after it must not close twice
            os.close(outer)
        yield folder
    finally:
        os.close(folder)


def _open_or_make(folder: int, name: str, maker: Disk | None) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=folder)
    except FileNotFoundError:
        if maker is None:
            raise
    maker.make_folder(folder, name)
    return os.open(name, _FOLDER, dir_fd=folder)


def is_absent(error: OSError) -> bool:
    """Whether opening failed because nothing has that name."""
    return error.errno in _ABSENT


def is_in_the_way(error: OSError) -> bool:
    """Whether opening failed because something else has that name: a link, a socket, a file for a folder."""
    return error.errno in _IN_THE_WAY


def open_file(folder: int, name: str) -> int:
    """A descriptor to read whatever stands at a name; a symbolic link is an OSError (ELOOP)."""
    return os.open(name, _READ, dir_fd=folder)


def read_regular(folder: int, name: str) -> bytes | None:
    """A regular file's content; None where there is none, or it has more than `LARGEST` bytes."""
    try:
        file = open_file(folder, name)
    except OSError as error:
        if is_absent(error) or is_in_the_way(error):
            return None
        raise
    try:
        return read_open(file)
    finally:
        os.close(file)


def read_open(file: int) -> bytes | None:
    """The content behind a descriptor; None when it is no regular file, or has more than `LARGEST` bytes."""
    status = os.fstat(file)
    if not stat.S_ISREG(status.st_mode) or status.st_size > LARGEST:
        return None
    os.lseek(file, 0, os.SEEK_SET)
    chunks = []
    while chunk := os.read(file, 2**20):
        chunks.append(chunk)
    return b"".join(chunks)
