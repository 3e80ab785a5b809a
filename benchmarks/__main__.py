"""Time mqttmesh against its floors: `python -m benchmarks [GROUP...]`; exit 1 when a limit is broken."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks import check, render, start, up
from benchmarks.measure import Row

_GROUPS: dict[str, Callable[[Path], Iterator[Row]]] = {
    "start": start.rows,
    "check": check.rows,
    "render": render.rows,
    "up": up.rows,
}
_IN_MEMORY = Path("/dev/shm")


def main(names: list[str]) -> int:
    if unknown := set(names) - set(_GROUPS):
        sys.exit(f"there is no group {', '.join(sorted(unknown))}; there are {', '.join(_GROUPS)}")
    print(f"{'':<31}{'ours':>10}{'floor':>10}{'ratio':>9}{'limit':>9}")
    broken = 0
    for name in names or _GROUPS:
        with tempfile.TemporaryDirectory(dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None) as scratch:
            for row in _GROUPS[name](Path(scratch)):
                print(_line(row), flush=True)
                broken += not row.holds
    return 1 if broken else 0


def _line(row: Row) -> str:
    numbers = f"{row.unit(row.ours):>10}{row.unit(row.floor):>10}{row.ratio:>8.2f}x"
    if row.limit is None:
        return f"{row.name:<31}{numbers}"
    return f"{row.name:<31}{numbers}{row.limit:>8.2f}x  {'ok' if row.holds else 'BROKEN'}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
