"""What `mqttmesh check` costs, beside a script that loads the same topology and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.measure import Cost, Row, cost, installed, least, mebibytes, python, seconds, times
from benchmarks.meshes import explicit

_CPU, _MEMORY, _GROWTH = 2.0, 2.0, 11.0
_JUDGED = 1000
_REPETITIONS = {1000: 11, 10_000: 5}


def rows(scratch: Path) -> Iterator[Row]:
    run = partial(cost, environment=installed(scratch))
    start = least(
        {
            "ours": partial(run, python("mqttmesh", "--version")),
            "floor": partial(run, python("benchmarks.floor_load")),
        },
        9,
    )
    spent: dict[int, Cost] = {}
    for spokes, repetitions in _REPETITIONS.items():
        topology = scratch / f"{spokes}.yaml"
        topology.write_text(explicit(spokes))
        runs = {
            "ours": partial(run, python("mqttmesh", "check", topology)),
            "floor": partial(run, python("benchmarks.floor_load", topology)),
        }
        found = least(runs, repetitions)
        ours, floor = (found[name].beyond(start[name]) for name in ("ours", "floor"))
        spent[spokes] = ours
        judged = _CPU if spokes == _JUDGED else None
        yield Row(f"check {spokes:,}, CPU", ours.cpu, floor.cpu, judged, seconds)
        yield Row(f"check {spokes:,}, wall", ours.wall, floor.wall, None, seconds)
        yield Row(f"check {spokes:,}, peak memory", ours.memory, floor.memory, _MEMORY, mebibytes)
    few, many = spent.values()
    yield Row("check 10,000 / 1,000", many.cpu / few.cpu, 10.0, _GROWTH / 10, times)
