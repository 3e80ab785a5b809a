"""A file that people wrote, changed in place: whole or not at all, and as open or closed as it was."""

from __future__ import annotations

import os
import stat
from codecs import BOM_UTF8
from contextlib import suppress
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem, OutOfDateError

_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW


def rewrite(path: Path, before: str, after: str) -> None:
    """Replace a file's text atomically; its mode, its owner and a byte-order mark stay.

    Args:
        path: The file; a link is followed, and stays one.
        before: What it holds, as far as the caller knows.
        after: What it holds from now on.

    Raises:
        OutOfDateError: It holds something else by now.
        EnvironmentProblem: The file system refuses; the file is as it was.
    """
    try:
        target = path.resolve(strict=True)
        content = target.read_bytes()
        mark = BOM_UTF8 if content.startswith(BOM_UTF8) else b""
        if content != mark + before.encode():
            raise OutOfDateError(f"{path} has changed meanwhile; it was left as it is", hint="Run it again.")
        _replace(target, mark + after.encode())
    except OSError as error:
        raise EnvironmentProblem(f"{path} cannot be written: {error.strerror}") from None


def _replace(target: Path, content: bytes) -> None:
    status = target.stat()
    staged = target.with_name(f".{target.name}.new")
    staged.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(staged, _NEW, 0o600), "wb") as file:
            file.write(content)
            with suppress(PermissionError):  # only root may give a file away
                os.fchown(file.fileno(), status.st_uid, status.st_gid)
            os.fchmod(file.fileno(), stat.S_IMODE(status.st_mode))
            file.flush()
            os.fsync(file.fileno())
        staged.replace(target)
    except BaseException:
        staged.unlink(missing_ok=True)
        raise
