"""The end of a mesh here: whatever runs it is stopped, on either engine, and what it needed is removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.runtime.choice import docker_engine
from mqttmesh.runtime.engine import Engine
from mqttmesh.runtime.lease import release
from mqttmesh.runtime.native import NativeEngine
from mqttmesh.runtime.outfit import remove
from mqttmesh.runtime.places import PROJECT_FILE, Places, clear_state, places
from mqttmesh.runtime.state import recall, sole_command


@dataclass(frozen=True, slots=True)
class Ended:
    """What `down` did.

    Attributes:
        stopped: How many brokers ran.
        development: Whether development certificates were removed.
        saved: Whether what brokers had saved was removed.
    """

    stopped: int
    development: bool
    saved: bool


def down(folder: Path, name: str, *, volumes: bool = False) -> Ended:
    """Stop every broker of a mesh, and leave nothing but what they saved.

    Args:
        folder: The topology's folder.
        name: The mesh's name.
        volumes: Remove what they saved too, on whichever engine it was.

    Raises:
        EnvironmentProblem: Another command works on the mesh, or an engine that it needs is not there.
    """
    place = places(folder, name)
    saved = volumes and (place.data.is_dir() or (place.state / PROJECT_FILE).exists())
    if not place.state.is_dir():
        if volumes:
            remove(place.data)
        return Ended(0, False, saved)
    with sole_command(place):
        stopped = sum(engine.down(volumes=volumes) for engine in _engines(folder, name, volumes=volumes))
        release(place.state)
        development = place.pki.is_dir()
        clear_state(place)
    return Ended(stopped, development, saved)


def _engines(folder: Path, name: str, *, volumes: bool) -> Iterator[Engine]:
    """Those that may have something to stop or remove; a daemon is asked only where it has."""
    yield NativeEngine(folder, name)
    place = places(folder, name)
    if (place.state / PROJECT_FILE).exists() and (volumes or not _natively(place)):
        yield docker_engine(folder, name)


def _natively(place: Places) -> bool:
    try:
        known = recall(place.state)
    except EnvironmentProblem:
        return False  # nobody knows any more
    return known is not None and known.engine == "native"
