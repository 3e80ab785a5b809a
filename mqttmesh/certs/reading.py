"""Files that a topology names, read without waiting: some paths of /proc are files that never end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def beginning(path: Path, most: int) -> bytes:
    """What a regular file holds now.

    Args:
        path: The file.
        most: Bytes that are read of it.

    Raises:
        OSError: It cannot be read, is no regular file, or has nothing to give for the time being.
    """
    with open(path, "rb", opener=_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        content: bytes | None = file.read(most)
    if content is None:
        raise BlockingIOError(errno.EAGAIN, "it has nothing to give")
    return content


def _at_once(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NONBLOCK)
