"""How quickly the command line answers, beside a Typer app that does nothing."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.measure import Row, cost, installed, least, python, seconds

_LIMIT = 1.3
_REPETITIONS = 15


def rows(scratch: Path) -> Iterator[Row]:
    environment = installed(scratch)
    for option in ("--version", "--help"):
        programs = {"ours": "mqttmesh", "floor": "benchmarks.floor_typer"}
        runs = {name: partial(cost, python(module, option), environment) for name, module in programs.items()}
        found = least(runs, _REPETITIONS)
        ours, floor = found["ours"], found["floor"]
        yield Row(f"{option}, CPU", ours.cpu, floor.cpu, _LIMIT, seconds)
        yield Row(f"{option}, wall", ours.wall, floor.wall, _LIMIT, seconds)
