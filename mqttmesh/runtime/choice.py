"""Which engine runs a mesh: docker where it can, else native; and what each lacks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mqttmesh.errors import EnvironmentProblem, UsageError
from mqttmesh.runtime.engine import Engine, EngineName, Progress
from mqttmesh.runtime.native import NativeEngine
from mqttmesh.runtime.places import places
from mqttmesh.runtime.state import recall

if TYPE_CHECKING:
    from mqttmesh.runtime.docker import Daemon


def running_engine(folder: Path, name: str) -> EngineName | None:
    """What a mesh was started on; None when it was not started here."""
    known = recall(places(folder, name).state)
    return known.engine if known else None


def engine_of(folder: Path, name: str) -> Engine:
    """The engine that runs a mesh; of one that does not run, either says so."""
    if running_engine(folder, name) == "docker":
        return docker_engine(folder, name)
    return NativeEngine(folder, name)


def docker_engine(folder: Path, name: str) -> Engine:
    """The docker engine, of a mesh that was started on it.

    Raises:
        EnvironmentProblem: No daemon answers.
    """
    from mqttmesh.runtime.containers import DockerEngine
    from mqttmesh.runtime.docker import Daemon

    return DockerEngine(folder, name, Daemon.connect())


def require_same_engine(name: str, running: EngineName | None, wanted: EngineName | None) -> None:
    """Refuse to start a mesh on a second engine.

    Raises:
        UsageError: It runs on another one.
    """
    if running and wanted and running != wanted:
        raise UsageError(
            f"{name} runs on the {running} engine", hint=f"`mqttmesh down` it before `up --engine {wanted}`."
        )


def find_docker() -> Daemon:
    """The Docker daemon of this machine, once Compose is there too.

    Raises:
        EnvironmentProblem: Either is missing.
    """
    from mqttmesh.runtime.compose import find_compose
    from mqttmesh.runtime.docker import Daemon

    daemon = Daemon.connect()
    find_compose(daemon.host)
    return daemon


def have_images(daemon: Daemon, images: Sequence[str], progress: Progress) -> None:
    """Pull every image that is not here.

    Raises:
        EnvironmentProblem: One cannot be had.
    """
    for image in dict.fromkeys(images):
        if not daemon.has_image(image):
            daemon.pull(image, progress)


def neither(docker: EnvironmentProblem, native: EnvironmentProblem) -> EnvironmentProblem:
    """The one error of a machine that can run no mesh: what each engine lacks, and the ways out."""
    return EnvironmentProblem(
        "this machine can run brokers neither in containers nor as processes",
        details=[
            f"{engine}: {line}"
            for engine, problem in (("docker", docker), ("native", native))
            for line in (problem.message, problem.hint)
            if line
        ],
        hint="Either will do.",
    )
