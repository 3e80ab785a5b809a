"""A mesh that a test runs through the command line on some engine, and stops again whatever happens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from mqttmesh.certs import LeafRequest, issue_development_pki

ROOT = Path(__file__).parents[2]
TOPOLOGIES = ROOT / "topologies"

GRID = """\
version: 1
name: grid
hub:
  host: mqtt.grid.example
  listeners: [{port: 8883, tls: true}]
  tls: {letsencrypt: /etc/letsencrypt/live/mqtt.grid.example}
  users:
    - {name: historian, read: ["#"], write: ["sites/+/commands/#"]}
bridge: {restart: {base: 1s, cap: 1s}}
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
  - {filter: "commands/#", direction: in, remote_prefix: "sites/{spoke}/"}
spokes:
  - name: edge-{1..2}
    listeners: [{port: 1883, allow_anonymous: true}]
    anonymous: {read: ["#"], write: ["#"]} # mqttmesh: ignore[open-to-anyone]
"""


@dataclass(frozen=True)
class StartedMesh:
    """A topology in a folder of its own, and the engine that runs it.

    Attributes:
        environment: What the command line needs to find what it runs.
    """

    topology: Path
    name: str
    engine: str
    environment: tuple[tuple[str, str], ...]

    def mqttmesh(self, command: str, *options: str, expect: int = 0) -> str:
        """Run a command on it; everything it says."""
        done = self.begin(command, *options)
        output, _ = done.communicate(timeout=180)
        assert done.returncode == expect, f"`mqttmesh {command}` exited {done.returncode}\n{output}"
        return output

    def begin(self, command: str, *options: str) -> subprocess.Popen[str]:
        """Begin a command on it, and do not wait for its end."""
        engine = ["--engine", self.engine] if command == "up" and self.engine else []
        return subprocess.Popen(
            [sys.executable, "-m", "mqttmesh", *command.split(), str(self.topology), *engine, *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **dict(self.environment), "PYTHONPATH": str(ROOT)},
        )

    def status(self) -> dict[str, dict[str, Any]]:
        """What `status --json` says of each broker; nothing when the mesh does not run."""
        done = self.begin("status", "--json")
        output, _ = done.communicate(timeout=60)
        said = json.loads(output)
        return {broker["name"]: broker for broker in said["brokers"]} if said else {}

    def address(self, broker: str) -> str:
        """Where a broker listens."""
        return str(self.status()[broker]["address"])

    def pids(self) -> dict[str, int]:
        """Its processes, by the broker's name."""
        return {name: broker["pid"] for name, broker in self.status().items() if broker["pid"]}

    def logs(self) -> str:
        """The end of every broker's log."""
        output, _ = self.begin("logs").communicate(timeout=60)
        return output

    @property
    def root(self) -> Path:
        """The development authority that its spokes believe."""
        return self.topology.parent / ".mqttmesh" / self.name / "pki/root.pem"

    def client_pair(self, user: str) -> Path:
        """A client certificate of the development authority for a user."""
        name = f"{user}.client"
        issue_development_pki(self.root.parent, [LeafRequest(name, usage="client", common_name=user)])
        return self.root.parent / name

    def password(self, name: str) -> str:
        """A secret, by its file's name below `secrets/`."""
        return (self.topology.parent / f"secrets/{name}.password").read_text().strip()

    def edit(self, old: str, new: str) -> None:
        """Change the topology's text."""
        text = self.topology.read_text()
        assert old in text
        self.topology.write_text(text.replace(old, new))


Mesh = TypeVar("Mesh", bound=StartedMesh)


@contextmanager
def stopped_after(mesh: Mesh) -> Iterator[Mesh]:
    """When the context ends nothing of the mesh runs."""
    try:
        yield mesh
    finally:
        mesh.mqttmesh("down", "--volumes")
        assert mesh.pids() == {}


def name_of(topology: str) -> str:
    """The mesh's name in a topology's text."""
    return next(line.partition(": ")[2] for line in topology.splitlines() if line.startswith("name: "))
