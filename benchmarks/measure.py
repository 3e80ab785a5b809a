"""What a command costs, and how that compares with its floor."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Cost:
    """CPU of the command and all that it waited for, wall time, both in seconds; its peak memory in KiB."""

    cpu: float
    wall: float
    memory: float

    def least(self, other: Cost) -> Cost:
        """The machine is never too quick: of two runs the lesser of each is nearer to the truth."""
        return Cost(min(self.cpu, other.cpu), min(self.wall, other.wall), min(self.memory, other.memory))

    def beyond(self, start: Cost) -> Cost:
        """What is left when starting is taken off; memory is whole, since it is not given back."""
        return Cost(self.cpu - start.cpu, self.wall - start.wall, self.memory)


@dataclass(frozen=True)
class Row:
    """One comparison; `unit` writes a value, `limit` is the highest ratio to the floor, if it is judged."""

    name: str
    ours: float
    floor: float
    limit: float | None
    unit: Callable[[float], str]

    @property
    def ratio(self) -> float:
        return self.ours / self.floor

    @property
    def holds(self) -> bool:
        return self.limit is None or self.ratio <= self.limit


def seconds(value: float) -> str:
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"


def mebibytes(kibibytes: float) -> str:
    return f"{kibibytes / 1024:.0f} MiB"


def times(factor: float) -> str:
    return f"{factor:.1f}x"


def python(module: str, *arguments: str | Path) -> list[str]:
    """A module run by this interpreter."""
    return [sys.executable, "-m", module, *map(str, arguments)]


def cost(argv: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Run a command to its end.

    Raises:
        SystemExit: It failed; what it said is shown.
    """
    begun = time.monotonic()
    process = subprocess.Popen(
        argv, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    said = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.monotonic() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(argv)} exited {process.returncode}:\n{said}")
    return Cost(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss)


def least(runs: Mapping[str, Callable[[], Cost]], repetitions: int) -> dict[str, Cost]:
    """The least cost of each, run in turn so that a busy moment meets all of them."""
    found: dict[str, Cost] = {}
    for _ in range(repetitions):
        for name, run in runs.items():
            this = run()
            found[name] = found[name].least(this) if name in found else this
    return found


def installed(scratch: Path) -> dict[str, str]:
    """An environment in which our modules are compiled once, as those of an installed package are."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(scratch / "bytecode")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment
