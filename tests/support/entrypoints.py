"""A rendered entrypoint, run for real in a folder that stands in for a container's root."""

from __future__ import annotations

import grp
import os
import pwd
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from mqttmesh.mesh import Mesh
from mqttmesh.render import PASSWORD_MARKER, Origin, public_pems, render
from mqttmesh.render.entrypoint import Entrypoints
from mqttmesh.render.places import Places
from tests.support.topologies import broker

STOPPED = 78

# Stands in for update-ca-certificates(8), which has its folders built in: every authority gets its hash link.
REHASH = """\
#!/bin/sh
cd {store} || exit
number=0
: >{hashed}/ca-certificates.crt
: >{hashed}/system.0
for file in *.crt; do
  [ -e "$file" ] || exit 0
  cat "$file" >>{hashed}/ca-certificates.crt
  cp "$file" "{hashed}/0000000$number.0"
  number=$((number + 1))
done
"""


@dataclass(frozen=True)
class Root:
    """One broker's container-to-be; `path` is where its programs are found."""

    folder: Path
    places: Places
    path: str

    def run(self, *command: str, shell: str = "sh") -> subprocess.CompletedProcess[str]:
        """Start it; `command` is what it shall become."""
        return subprocess.run(
            [*shell.split(), f"{self.places.folder}/entrypoint.sh", *command],
            env={"PATH": self.path},
            capture_output=True,
            text=True,
            errors="surrogateescape",
            timeout=60,
            check=False,
        )

    def file(self, place: str, content: bytes) -> Path:
        """Write a file of this root."""
        path = self.folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path


def container_root(folder: Path, mesh: Mesh, name: str, mosquitto: Path) -> Root:
    """A broker's rendered folder with everything its entrypoint needs, trust and secrets in order."""
    owner = f"{pwd.getpwuid(os.getuid()).pw_name}:{grp.getgrgid(os.getgid()).gr_name}"
    writable = tuple(str(folder / place) for place in ("run", "tmp", "hashed", "store"))
    usual = {key: str(folder / key) for key in ("keys", "secrets", "store", "hashed")}
    places = replace(
        Places(),
        folder=str(folder / "config"),
        run=str(folder / "run" / "mqttmesh"),
        image_entrypoint="/usr/bin/env",
        owner=owner,
        observer=owner.rpartition(":")[2],
        writable=writable,
        **usual,
    )
    root = Root(folder, places, f"{folder}/programs:{mosquitto.parent}:{os.environ['PATH']}")
    for place in (*writable, places.keys, places.secrets, f"{folder}/programs"):
        Path(place).mkdir(parents=True)
    update = root.file("programs/update-ca-certificates", REHASH.format(**usual).encode())
    update.chmod(0o755)
    _write_broker(root, mesh, name)
    return root


def _write_broker(root: Root, mesh: Mesh, name: str) -> None:
    one = broker(mesh, name)
    for path, file in render(mesh, dict.fromkeys(public_pems(mesh), b"")).items():
        if path.startswith(f"{name}/") and "/trust/" not in path:
            root.file(f"config/{path.removeprefix(f'{name}/')}", file.content)
    root.file("config/entrypoint.sh", Entrypoints(mesh, Origin.of(mesh), root.places).of(one))
    if one.accounts:
        root.file("secrets/passwords", b"meter:$7$101$x\n")
    if one.bridge and one.bridge.password:
        assert PASSWORD_MARKER.encode() in (root.folder / "config" / "mosquitto.conf").read_bytes()
        root.file("secrets/bridge-password", b"secret\n")
