"""Looking at a folder while code is at work in it: between any two of its lines."""

from __future__ import annotations

import stat
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any


def at_each_line(sources: Path, look: Callable[[], None], action: Callable[[], object]) -> None:
    """Do something, and look before each line of the code below `sources` that it runs."""

    def trace(frame: FrameType, event: str, _: object) -> Any:
        if not frame.f_code.co_filename.startswith(str(sources)):
            return None
        look()
        return trace

    earlier = sys.gettrace()
    sys.settrace(trace)
    try:
        action()
    finally:
        sys.settrace(earlier)
    look()


def modes_below(folder: Path) -> dict[str, int]:
    """The permissions of every file and folder, by its path."""
    return {
        str(path.relative_to(folder)): stat.S_IMODE(path.lstat().st_mode)
        for path in folder.rglob("*")
        if not path.is_symlink()
    }
