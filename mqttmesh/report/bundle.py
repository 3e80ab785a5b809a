"""What is in a bundle, what must come beside it, and how its broker is started."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sized
from pathlib import Path

from mqttmesh.mesh import Broker, Mesh
from mqttmesh.report.counted import counted
from mqttmesh.report.findings import visible


def bundle_text(mesh: Mesh, broker: Broker, target: Path, secrets: Sized) -> str:
    """What to do with a bundle on the broker's host."""
    held = counted(len(secrets), "secret") if secrets else "no secrets"
    lines = [f"{visible(str(target))}: the folder of {broker.name} and {held}; keep it private"]
    if brought := list(_brought(broker)):
        lines += ["not in it, and needed there (paths from where it is unpacked):"]
        lines += [f"  {visible(path)}" for path in brought]
    return "\n".join(
        [
            *lines,
            f"on the host of {broker.name}:",
            f"  tar -xpf {shlex.quote(target.name)}",
            f"  docker compose -f {mesh.name}/{broker.name}/docker-compose.yml up -d",
        ]
    )


def _brought(broker: Broker) -> Iterator[str]:
    """Certificates and keys: each host gets, renews and keeps its own."""
    for pair in (broker.key_pair, broker.bridge.key_pair if broker.bridge else None):
        if pair is not None:
            yield from (pair.certificate, pair.private_key)
