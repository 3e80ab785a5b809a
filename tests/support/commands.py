"""The command line as people run it: a process of its own, in a folder with a topology."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = (sys.executable, "-m", "mqttmesh")

GRID = """\
version: 1
name: grid
hub:
  host: mqtt.grid.example
  listeners: [{port: 8883, tls: true}]
  tls: {letsencrypt: /etc/letsencrypt/live/mqtt.grid.example}
  users: [{name: panel, read: ["#"], password: {env: PANEL}}]
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
spokes:
  - name: edge-{1..2}
    listeners: [{port: 1883, allow_anonymous: true}]
"""


@dataclass(frozen=True)
class Finished:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str


def environment(**variables: str) -> dict[str, str]:
    """The tests' own environment, in which a process finds this checkout, with more variables."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **variables}


def mqttmesh(folder: Path, *arguments: str, **variables: str) -> Finished:
    """Run a command in a folder, with more environment variables."""
    done = subprocess.run(
        [*PROGRAM, *arguments],
        cwd=folder,
        env=environment(**variables),
        capture_output=True,
        text=True,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    return Finished(done.returncode, done.stdout, done.stderr)
