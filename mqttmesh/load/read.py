"""A topology file as text, or one clear error why it is none."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from mqttmesh.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

MEBIBYTE = 1024 * 1024
SIZE = 32 * MEBIBYTE
"""Largest file read, in bytes; twice a mesh of 100,000 spokes, each written out."""

_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path) -> str:
    """The text of a file, without its byte-order mark.

    Raises:
        UsageError: It is missing, a folder, unreadable, too large, binary, or not UTF-8.
    """
    content = _content(path)
    if content.startswith(_UTF_16):
        raise UsageError(f"{path} is UTF-16, not UTF-8", hint="save it as UTF-8")
    if (at := content.find(b"\0")) >= 0:
        raise UsageError(f"{path} is a binary file: a NUL stands at byte {at}", hint="name a YAML file")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf_8(path, content, error) from None


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(SIZE + 1)
    except FileNotFoundError:
        raise UsageError(f"{path} does not exist", hint=_alike(path)) from None
    except IsADirectoryError:
        raise UsageError(f"{path} is a folder", hint=_inside(path)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise UsageError(f"{path} cannot be read: {reason}") from None
    if len(content) > SIZE:
        message = f"{path} is larger than {SIZE // MEBIBYTE} MiB"
        raise UsageError(message, hint="a range such as edge-{001..198} stands for many spokes")
    return content


def _not_utf_8(path: Path, content: bytes, error: UnicodeDecodeError) -> UsageError:
    at = error.start
    line = content.count(b"\n", 0, at) + 1
    message = f"{path}:{line} is not UTF-8: byte {content[at]:#04x} at offset {at}"
    return UsageError(message, hint="save the file as UTF-8")


def _alike(path: Path) -> str:
    """Which file beside a missing one may be meant."""
    found = difflib.get_close_matches(path.name, _names(path.parent), n=1)
    return f"did you mean {path.parent / found[0]}?" if found else ""


def _inside(folder: Path) -> str:
    topologies = [name for name in _names(folder) if name.endswith((".yaml", ".yml"))]
    return f"name the file in it, such as {folder / topologies[0]}" if topologies else "name a file"


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except (OSError, ValueError):
        return []
