"""What `mqttmesh render` costs, beside a script that writes the same files and nothing else."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from filecmp import dircmp
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from benchmarks.measure import Cost, Row, cost, installed, least, mebibytes, python, seconds, times
from benchmarks.meshes import explicit
from mqttmesh.render import template_root
from mqttmesh.write.ledger import MANIFEST

_CPU, _MEMORY, _GROWTH, _AGAIN = 2.0, 2.5, 11.0, 1.0
_REPETITIONS = {1000: 9, 10_000: 3}
_FILTERS = ("flag", "hours", "scalar", "key", "sh", "comment")


def rows(scratch: Path) -> Iterator[Row]:
    bench = _Bench(scratch, scratch / "templates", installed(scratch))
    _compile_templates(bench.templates)
    start = least({"ours": bench.version, "floor": bench.imports}, 9)
    spent: dict[int, dict[str, Cost]] = {}
    for spokes, repetitions in _REPETITIONS.items():
        mesh = bench.mesh(spokes)
        runs = {"ours": mesh.first, "again": mesh.again, "floor": mesh.floor}
        found = least(runs, repetitions)
        again = found.pop("again").beyond(start["ours"])
        memory = {name: each.memory for name, each in found.items()}
        ours, floor = (found[name].beyond(start[name]) for name in ("ours", "floor"))
        spent[spokes] = {"ours": ours, "floor": floor}
        named = f"render {spokes:,}"
        yield Row(f"{named}, CPU", ours.cpu, floor.cpu, _CPU, seconds)
        # Ours waits until the files are on the medium, whatever else is on its way there: shown, not judged.
        yield Row(f"{named}, wall", ours.wall, floor.wall, None, seconds)
        yield Row(f"{named}, peak memory", memory["ours"], memory["floor"], _MEMORY, mebibytes)
        yield Row(f"{named} unchanged, CPU", again.cpu, ours.cpu, _AGAIN, seconds)
    ours_grows, floor_grows = (_growth(spent, name) for name in ("ours", "floor"))
    # Its floor is ten times the cost; where the floor's own script does worse, that is the limit.
    yield Row("render 10,000 / 1,000", ours_grows, 10.0, max(_GROWTH, floor_grows) / 10, times)


def _growth(spent: dict[int, dict[str, Cost]], name: str) -> float:
    few, many = spent
    return spent[many][name].cpu / spent[few][name].cpu


def _compile_templates(folder: Path) -> None:
    """As Jinja compiles them ahead of time; what a filter does is left to who renders."""
    environment = Environment(
        loader=FileSystemLoader(template_root()),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(dict.fromkeys(_FILTERS, str))
    environment.compile_templates(folder, zip=None)


@dataclass(frozen=True)
class _Bench:
    scratch: Path
    templates: Path
    environment: dict[str, str]

    def version(self) -> Cost:
        return cost(python("mqttmesh", "--version"), self.environment)

    def imports(self) -> Cost:
        return cost(python("benchmarks.floor_render"), self.environment)

    def mesh(self, spokes: int) -> _Mesh:
        folder = self.scratch / str(spokes)
        folder.mkdir()
        (folder / "topology.yaml").write_text(explicit(spokes))
        return _Mesh(self, folder / "topology.yaml")


@dataclass(frozen=True)
class _Mesh:
    """One topology, rendered by either; what both write is compared each time."""

    bench: _Bench
    topology: Path

    @property
    def ours(self) -> Path:
        return self.topology.parent / "bench"

    def first(self) -> Cost:
        shutil.rmtree(self.ours, ignore_errors=True)
        return self._render()

    def again(self) -> Cost:
        before = _written(self.ours)
        spent = self._render()
        if _written(self.ours) != before:
            sys.exit("an unchanged render wrote something")
        return spent

    def floor(self) -> Cost:
        out = self.topology.parent / "floor"
        shutil.rmtree(out, ignore_errors=True)
        spent = cost(
            python("benchmarks.floor_render", self.topology, out, self.bench.templates),
            self.bench.environment,
        )
        if differing := list(_differing(dircmp(self.ours, out, ignore=[MANIFEST], hide=[]))):
            sys.exit(f"the floor does not write what is rendered: {', '.join(differing[:5])}")
        return spent

    def _render(self) -> Cost:
        return cost(python("mqttmesh", "render", self.topology), self.bench.environment)


def _written(folder: Path) -> dict[Path, tuple[int, int]]:
    """Every file and folder, by what a write would change."""
    return {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in (folder, *folder.rglob("*"))}


def _differing(compared: dircmp[str]) -> Iterator[str]:
    yield from (*compared.left_only, *compared.right_only, *compared.funny_files)
    for name in compared.common_files:
        left, right = Path(compared.left, name), Path(compared.right, name)
        if left.read_bytes() != right.read_bytes():
            yield str(left)
    for inner in compared.subdirs.values():
        yield from _differing(inner)
