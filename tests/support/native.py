"""A mesh of mosquitto processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.runtime.binary import VARIABLE
from mqttmesh.runtime.places import places
from mqttmesh.runtime.processes import running
from tests.support.brokers import MosquittoBinary
from tests.support.meshes import GRID, StartedMesh, name_of, stopped_after


@dataclass(frozen=True)
class NativeMesh(StartedMesh):
    """A mesh on the native engine, and the broker that it runs."""

    mosquitto: MosquittoBinary

    def pids(self) -> dict[str, int]:
        """Its processes, whether they are remembered or not."""
        return running(self.run)

    @property
    def run(self) -> Path:
        """The folder its brokers read."""
        return places(self.topology.parent, self.name).run

    def logs(self) -> str:
        """Every broker's log."""
        folder = self.topology.parent / ".mqttmesh" / self.name / "log"
        return "\n".join(f"== {log.name}\n{log.read_text()}" for log in sorted(folder.glob("*.log")))


def of_topology(topology: Path, name: str, mosquitto: MosquittoBinary) -> NativeMesh:
    """The mesh of a topology that is written already."""
    return NativeMesh(topology, name, "native", ((VARIABLE, str(mosquitto.path)),), mosquitto)


@contextmanager
def native_mesh(folder: Path, mosquitto: MosquittoBinary, text: str = GRID) -> Iterator[NativeMesh]:
    """A mesh that is not up yet; when the context ends nothing of it runs."""
    folder.mkdir(exist_ok=True)
    topology = folder / "topology.yaml"
    topology.write_text(text)
    with stopped_after(of_topology(topology, name_of(text), mosquitto)) as mesh:
        yield mesh
