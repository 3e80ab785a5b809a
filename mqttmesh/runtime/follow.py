"""Log files: their last lines, and what is written to them from now on."""

from __future__ import annotations

import io
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.runtime.engine import LogLine

_PAUSE = 0.1  # seconds between two looks
_LINE = 256  # bytes of a usual line, and some


@dataclass(frozen=True, slots=True)
class Tail:
    """The last lines of a log, and how many bytes of it have been read with them."""

    lines: tuple[str, ...] = ()
    end: int = 0


def read_tail(log: Path, count: int = 8) -> Tail:
    """The end of a log; empty when there is none."""
    try:
        with log.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(max(0, size - count * _LINE))
            read = file.read(size - file.tell())
    except FileNotFoundError:
        return Tail()
    return Tail(tuple(read.decode(errors="replace").splitlines()[-count:]), size)


def last_lines(log: Path, count: int = 8) -> tuple[str, ...]:
    """The lines at the end of a log."""
    return read_tail(log, count).lines


def followed(logs: Mapping[str, Path], positions: dict[str, int]) -> Iterator[LogLine]:
    """Whole lines as they are written, of whichever log has some; without an end.

    Args:
        logs: By broker.
        positions: Where to go on in each, in bytes; kept up to date.
    """
    while True:
        for name, log in logs.items():
            for line in _lines_since(log, positions, name):
                yield LogLine(name, line)
        time.sleep(_PAUSE)


def _lines_since(log: Path, positions: dict[str, int], name: str) -> Iterator[str]:
    try:
        file = log.open("rb")
    except FileNotFoundError:
        positions[name] = 0  # the mesh is down; a later `up` begins a new log
        return
    with file:
        if file.seek(0, io.SEEK_END) < positions[name]:
            positions[name] = 0
        file.seek(positions[name])
        whole = file.read().rpartition(b"\n")
    positions[name] += len(whole[0]) + len(whole[1])
    yield from whole[0].decode(errors="replace").splitlines()
