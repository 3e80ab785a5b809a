"""`up`, `down` and `status`: a mesh on this machine."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mqttmesh.cli.options import TOPOLOGY, Json, Overrides, TopologyPath

if TYPE_CHECKING:
    from mqttmesh.load import Topology
    from mqttmesh.mesh import Mesh
    from mqttmesh.runtime.native import NativeEngine


def up(
    topology: TopologyPath = TOPOLOGY,
    real_certs: Annotated[
        bool, typer.Option("--real-certs", help="Refuse to stand in for certificates that are missing.")
    ] = False,
    timeout: Annotated[
        float,
        typer.Option("--timeout", metavar="SECONDS", min=1, help="How long bridges may take to connect."),
    ] = 60.0,
    overrides: Overrides = None,
) -> None:
    """Start the mesh here, as mosquitto processes; return when every bridge is connected."""
    from mqttmesh.cli.pipeline import read
    from mqttmesh.cli.progress import progress
    from mqttmesh.cli.signals import terminated_as_interrupt
    from mqttmesh.report.status import up_text
    from mqttmesh.runtime.binary import find_mosquitto
    from mqttmesh.runtime.native import NativeEngine
    from mqttmesh.write import require_complete

    mosquitto = find_mosquitto()
    loaded, mesh = read(topology, overrides, release=mosquitto.release)
    require_complete(loaded.folder / mesh.name)
    _make_secrets(mesh, loaded)
    engine = NativeEngine(loaded.folder, mesh.name)
    with terminated_as_interrupt(), progress() as advance:
        report = engine.up(mesh, mosquitto, progress=advance, real_certificates=real_certs, timeout=timeout)
    typer.echo(up_text(report, mesh, mosquitto, engine.status()))


def down(
    topology: TopologyPath = TOPOLOGY,
    volumes: Annotated[
        bool,
        typer.Option("--volumes", help="Remove what brokers saved: sessions, queues, retained messages."),
    ] = False,
    overrides: Overrides = None,
) -> None:
    """Stop the mesh, and leave nothing but what its brokers saved."""
    engine, name = _engine(topology, overrides)
    stopped = engine.down(volumes=volumes)
    typer.echo(f"{name}: stopped {stopped} brokers" if stopped else f"{name} was not running")


def status(topology: TopologyPath = TOPOLOGY, as_json: Json = False, overrides: Overrides = None) -> None:
    """Show every broker and its bridge; exit 1 when one is not well."""
    from mqttmesh.report.status import status_json, status_text

    engine, name = _engine(topology, overrides)
    found = engine.status()
    if found is None:
        typer.echo(json.dumps(None) if as_json else f"{name} is not running; `mqttmesh up` starts it")
        raise typer.Exit(1)
    typer.echo(status_json(found) if as_json else status_text(found))
    if not found.well:
        raise typer.Exit(1)


def _engine(topology: Path, overrides: list[str] | None) -> tuple[NativeEngine, str]:
    """The engine of a mesh. Its topology need not be right: it must be stoppable while that is edited."""
    from mqttmesh.errors import UsageError
    from mqttmesh.load import load
    from mqttmesh.runtime.native import NativeEngine
    from mqttmesh.runtime.places import meshes_beside

    folder = topology.absolute().parent
    try:
        name = load(topology, overrides or ()).spec.name
    except UsageError:
        started = meshes_beside(folder)
        if len(started) != 1:
            raise
        (name,) = started
    return NativeEngine(folder, name), name


def _make_secrets(mesh: Mesh, loaded: Topology) -> None:
    """Make what is missing, as `secrets init` does: a mesh that only runs here needs no ceremony."""
    from mqttmesh.cli import console
    from mqttmesh.errors import EnvironmentProblem
    from mqttmesh.report.secrets import problem_text
    from mqttmesh.secrets import init

    done = init(mesh, loaded.folder)
    if done.created:
        console.note(f"made {len(done.created)} secrets below {loaded.folder / 'secrets'}")
    if done.problems:
        raise EnvironmentProblem(
            f"{len(done.problems)} secrets are not there, or not sound",
            details=[line for problem in done.problems for line in problem_text(problem).splitlines()],
        )
