"""`up`: a mesh on this machine, in containers or as processes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mqttmesh.cli.options import TOPOLOGY, Overrides, TopologyPath

if TYPE_CHECKING:
    from mqttmesh.cli.pipeline import Rendering
    from mqttmesh.load import Topology
    from mqttmesh.mesh import Mesh
    from mqttmesh.runtime.binary import Mosquitto
    from mqttmesh.runtime.docker import Daemon


def up(
    topology: TopologyPath = TOPOLOGY,
    engine: Annotated[
        Literal["docker", "native"] | None,
        typer.Option("--engine", help="Containers or processes; by default containers where that can be."),
    ] = None,
    real_certs: Annotated[
        bool, typer.Option("--real-certs", help="Refuse to stand in for certificates that are missing.")
    ] = False,
    timeout: Annotated[
        float,
        typer.Option("--timeout", metavar="SECONDS", min=1, help="How long bridges may take to connect."),
    ] = 60.0,
    overrides: Overrides = None,
) -> None:
    """Start the mesh here, and return when every bridge is connected.

    In containers or as mosquitto processes; development certificates stand in for those that are not here.
    """
    from mqttmesh.cli.pipeline import read_topology
    from mqttmesh.runtime.choice import require_same_engine, running_engine

    loaded = read_topology(topology, overrides)
    running = running_engine(loaded.folder, loaded.spec.name)
    require_same_engine(loaded.spec.name, running, engine)
    start = _Start(topology, loaded, real_certs, timeout)
    match engine or running:
        case "docker":
            start.docker()
        case "native":
            start.native()
        case None:
            start.whichever()


class _Start:
    """One call of `up`."""

    def __init__(self, path: Path, topology: Topology, real_certs: bool, timeout: float) -> None:
        self._path = path
        self._topology = topology
        self._real_certs = real_certs
        self._timeout = timeout

    def docker(self) -> None:
        """In containers."""
        from mqttmesh.runtime.choice import find_docker

        self._in_containers(find_docker(), self._render())

    def native(self) -> None:
        """As processes."""
        from mqttmesh.runtime.binary import find_mosquitto

        self._as_processes(find_mosquitto())

    def whichever(self) -> None:
        """In containers where a daemon answers and the images can be had, else as processes; says which."""
        from mqttmesh.cli import console
        from mqttmesh.errors import EnvironmentProblem
        from mqttmesh.runtime.binary import find_mosquitto
        from mqttmesh.runtime.choice import find_docker, neither

        try:
            daemon = find_docker()
            made = self._render()
            self._have_images(daemon, made.mesh)
        except EnvironmentProblem as docker:
            try:
                mosquitto = find_mosquitto()
            except EnvironmentProblem as native:
                raise neither(docker, native) from None
            console.note(f"native engine, Mosquitto {mosquitto.version}: {docker.message}")
            self._as_processes(mosquitto)
            return
        console.note(f"docker engine, Docker {daemon.version}")
        self._in_containers(daemon, made)

    def _render(self) -> Rendering:
        from mqttmesh.cli.pipeline import checked, rendered

        mesh = checked(self._topology)
        return rendered(self._topology, mesh, self._path.parent / mesh.name)

    def _have_images(self, daemon: Daemon, mesh: Mesh) -> None:
        from mqttmesh.cli.progress import progress
        from mqttmesh.runtime.choice import have_images

        with progress() as advance:
            have_images(daemon, [broker.image for broker in mesh.brokers], advance)

    def _in_containers(self, daemon: Daemon, made: Rendering) -> None:
        from mqttmesh.cli.progress import progress
        from mqttmesh.cli.signals import terminated_as_interrupt
        from mqttmesh.report.drift import written_text
        from mqttmesh.report.status import up_text
        from mqttmesh.runtime.containers import DockerEngine
        from mqttmesh.write import write_tree

        self._have_images(daemon, made.mesh)
        _make_secrets(made.mesh, self._topology)
        report = write_tree(made.tree, made.out, topology=made.source)
        if report.written or report.removed:
            typer.echo(written_text(report, made.out, sum(1 for _ in made.mesh.brokers)))
        engine = DockerEngine(self._topology.folder, made.mesh.name, daemon)
        with terminated_as_interrupt(), progress() as advance:
            done = engine.up(
                made.mesh,
                made.out,
                progress=advance,
                real_certificates=self._real_certs,
                timeout=self._timeout,
            )
        typer.echo(up_text(done, engine.status()))

    def _as_processes(self, mosquitto: Mosquitto) -> None:
        from mqttmesh.cli.pipeline import checked
        from mqttmesh.cli.progress import progress
        from mqttmesh.cli.signals import terminated_as_interrupt
        from mqttmesh.report.status import up_text
        from mqttmesh.runtime.native import NativeEngine
        from mqttmesh.write import require_complete

        mesh = checked(self._topology, mosquitto.release)
        require_complete(self._path.parent / mesh.name)
        _make_secrets(mesh, self._topology)
        engine = NativeEngine(self._topology.folder, mesh.name)
        with terminated_as_interrupt(), progress() as advance:
            done = engine.up(
                mesh,
                mosquitto,
                progress=advance,
                real_certificates=self._real_certs,
                timeout=self._timeout,
            )
        typer.echo(up_text(done, engine.status()))


def _make_secrets(mesh: Mesh, loaded: Topology) -> None:
    """Make what is missing, as `secrets init` does: a mesh that only runs here needs no ceremony."""
    from mqttmesh.cli import console
    from mqttmesh.errors import EnvironmentProblem
    from mqttmesh.report.counted import counted
    from mqttmesh.report.secrets import problem_text
    from mqttmesh.secrets import init

    done = init(mesh, loaded.folder)
    if done.created:
        console.note(f"made {counted(len(done.created), 'secret')} below {loaded.folder / 'secrets'}")
    if done.problems:
        raise EnvironmentProblem(
            f"{counted(len(done.problems), 'secret')} missing, or not sound",
            details=[line for problem in done.problems for line in problem_text(problem).splitlines()],
        )
