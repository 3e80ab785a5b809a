"""The output folder: opened, locked, and its faults told in the user's words."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem, UsageError

_PAUSE = 0.05

_HINTS = {
    errno.ENOSPC: "Free some space, then render again.",
    errno.EDQUOT: "Free some space, then render again.",
    errno.EROFS: "The file system is read-only; choose another folder with --out.",
    errno.EACCES: "Give yourself access to it, or choose another folder with --out.",
    errno.EPERM: "Give yourself access to it, or choose another folder with --out.",
    errno.ENAMETOOLONG: "Choose a shorter path with --out.",
    errno.ENOTDIR: "Choose another folder with --out.",
}


@contextmanager
def explained(out: Path, outcome: str) -> Iterator[None]:
    """Tell what the file system refused.

    Args:
        out: The output folder.
        outcome: What the refusal leaves behind.

    Raises:
        EnvironmentProblem: For every OSError within.
    """
    try:
        yield
    except OSError as error:
        place = out / error.filename if isinstance(error.filename, str) else out
        raise _refusal(place, error, [outcome]) from error


@contextmanager
def opened_output(out: Path) -> Iterator[int | None]:
    """A descriptor of the output folder; None when it does not exist.

    Raises:
        UsageError: It is a file.
        EnvironmentProblem: It cannot be opened.
    """
    try:
        root = os.open(out, os.O_RDONLY | os.O_DIRECTORY)
    except FileNotFoundError:
        yield None
        return
    except NotADirectoryError as error:
        raise _not_a_folder(out) from error
    except OSError as error:
        raise _refusal(out, error) from error
    try:
        yield root
    finally:
        os.close(root)


@contextmanager
def locked_output(out: Path, patience: float) -> Iterator[int]:
    """The output folder, made when missing, and this render the only one in it.

    The lock is on the folder itself: a lock file would be one more thing to commit or to ignore.

    Args:
        out: The output folder.
        patience: Seconds to wait for another render.

    Raises:
        UsageError: It is a file.
        EnvironmentProblem: Another render holds it, or it cannot be made or opened.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        raise _not_a_folder(out) from error
    except OSError as error:
        raise _refusal(out, error) from error
    with opened_output(out) as root:
        if root is None:
            raise EnvironmentProblem(f"{out} was removed while it was opened")
        _lock(root, out, time.monotonic() + patience)
        yield root


def _lock(root: int, out: Path, deadline: float) -> None:
    while True:
        try:
            return fcntl.flock(root, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            if time.monotonic() >= deadline:
                raise EnvironmentProblem(
                    f"another render is writing {out}", hint="Wait until it is done, then render again."
                ) from error
        except OSError as error:
            raise _refusal(out, error) from error
        time.sleep(_PAUSE)


def _refusal(place: Path, error: OSError, details: Sequence[str] = ()) -> EnvironmentProblem:
    cause = error.errno or errno.EIO
    message = f"the file system refuses {place}: {os.strerror(cause)}"
    return EnvironmentProblem(message, hint=_HINTS.get(cause, ""), details=details)


def _not_a_folder(out: Path) -> UsageError:
    return UsageError(f"{out} is not a folder, or lies below a file", hint="Choose another with --out.")
