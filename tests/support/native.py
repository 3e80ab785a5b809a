"""A mesh that a test runs through the command line, and stops again whatever happens."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mqttmesh.certs import LeafRequest, issue_development_pki
from mqttmesh.runtime.places import places
from mqttmesh.runtime.processes import running
from mqttmesh.runtime.state import recall
from tests.support.brokers import MosquittoBinary

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
    anonymous: {read: ["#"], write: ["#"]}
"""


@dataclass(frozen=True)
class NativeMesh:
    """A topology in a folder of its own, and the broker that runs it."""

    topology: Path
    name: str
    mosquitto: MosquittoBinary

    def mqttmesh(self, command: str, *options: str, expect: int = 0) -> str:
        """Run a command on it; everything it says."""
        done = self.begin(command, *options)
        output, _ = done.communicate(timeout=180)
        assert done.returncode == expect, f"`mqttmesh {command}` exited {done.returncode}\n{output}"
        return output

    def begin(self, command: str, *options: str) -> subprocess.Popen[str]:
        """Begin a command on it, and do not wait for its end."""
        return subprocess.Popen(
            [sys.executable, "-m", "mqttmesh", command, str(self.topology), *options],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "MQTTMESH_MOSQUITTO": str(self.mosquitto.path), "PYTHONPATH": str(ROOT)},
        )

    def status(self) -> dict[str, dict[str, Any]]:
        """What `status --json` says of each broker."""
        done = self.begin("status", "--json")
        output, _ = done.communicate(timeout=60)
        return {broker["name"]: broker for broker in json.loads(output)["brokers"]}

    def address(self, broker: str) -> str:
        """Where a broker listens."""
        known = recall(places(self.topology.parent, self.name).state)
        assert known is not None
        return known.brokers[broker].address

    def pids(self) -> dict[str, int]:
        """Its processes, by the broker's name."""
        return running(self.run)

    @property
    def run(self) -> Path:
        """The folder its brokers read."""
        return places(self.topology.parent, self.name).run

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

    def logs(self) -> str:
        """Every broker's log."""
        folder = self.topology.parent / ".mqttmesh" / self.name / "log"
        return "\n".join(f"== {log.name}\n{log.read_text()}" for log in sorted(folder.glob("*.log")))

    def edit(self, old: str, new: str) -> None:
        """Change the topology's text."""
        text = self.topology.read_text()
        assert old in text
        self.topology.write_text(text.replace(old, new))


@contextmanager
def native_mesh(folder: Path, mosquitto: MosquittoBinary, text: str = GRID) -> Iterator[NativeMesh]:
    """A mesh that is not up yet; when the context ends nothing of it runs."""
    folder.mkdir(exist_ok=True)
    name = next(line.partition(": ")[2] for line in text.splitlines() if line.startswith("name: "))
    mesh = NativeMesh(folder / "topology.yaml", name, mosquitto)
    mesh.topology.write_text(text)
    try:
        yield mesh
    finally:
        mesh.mqttmesh("down", "--volumes")
        assert mesh.pids() == {}
