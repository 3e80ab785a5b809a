"""How long `mqttmesh up` takes, beside a script that starts the same brokers and awaits the same bridges."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.floor_up import started
from benchmarks.measure import Cost, Row, cost, installed, least, python, seconds
from benchmarks.meshes import ranged
from mqttmesh.runtime.binary import find_mosquitto
from mqttmesh.runtime.places import Places, places

_SPOKES = 200
_LIMIT = 2.0
_REPETITIONS = 4


def rows(scratch: Path) -> Iterator[Row]:
    topology = scratch / "topology.yaml"
    topology.write_text(ranged(_SPOKES))
    bench = _Bench(topology, places(scratch, "bench"), scratch / "run", installed(scratch))
    try:
        found = least({"ours": bench.ours, "floor": bench.floor}, _REPETITIONS)
    finally:
        bench.down()
    yield Row(f"up of {_SPOKES} spokes, wall", found["ours"].wall, found["floor"].wall, _LIMIT, seconds)


@dataclass(frozen=True)
class _Bench:
    topology: Path
    place: Places
    kept: Path
    environment: dict[str, str]

    def ours(self) -> Cost:
        """Start the mesh as a user does, then keep what its brokers read for the floor."""
        spent = cost(python("mqttmesh", "up", self.topology), self.environment)
        shutil.rmtree(self.kept, ignore_errors=True)
        shutil.copytree(self.place.run, self.kept, ignore=_sockets)
        self.down()
        return spent

    def floor(self) -> Cost:
        """The same brokers with the same files, at the same places and addresses."""
        self._restore()
        begun = time.monotonic()
        try:
            with started(str(find_mosquitto().path), self.place.run, _SPOKES):
                return Cost(0, time.monotonic() - begun, 0)
        finally:
            shutil.rmtree(self.place.run)
            shutil.rmtree(self.place.data)

    def down(self) -> None:
        cost(python("mqttmesh", "down", "--volumes", self.topology), self.environment)

    def _restore(self) -> None:
        shutil.copytree(self.kept, self.place.run)
        for folder in filter(Path.is_dir, self.kept.iterdir()):
            (self.place.data / folder.name).mkdir(parents=True)
        if self.place.user:
            for path in (*self.place.run.rglob("*"), *self.place.data.iterdir()):
                shutil.chown(path, *self.place.user)


def _sockets(folder: str, names: list[str]) -> list[str]:
    """What a copy leaves out."""
    return [name for name in names if Path(folder, name).is_socket()]
