"""`down`, `status` and `logs`: a mesh that runs on this machine."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mqttmesh.cli import console
from mqttmesh.cli.likely import did_you_mean
from mqttmesh.cli.options import TOPOLOGY, Json, Overrides, TopologyPath

if TYPE_CHECKING:
    from mqttmesh.runtime.engine import Engine


def down(
    topology: TopologyPath = TOPOLOGY,
    volumes: Annotated[
        bool,
        typer.Option("--volumes", help="Remove what brokers saved: sessions, queues, retained messages."),
    ] = False,
    overrides: Overrides = None,
) -> None:
    """Stop the mesh, and leave nothing but what its brokers saved."""
    from mqttmesh.report.ending import ended_text
    from mqttmesh.runtime.ending import down as end

    name = _named(topology, overrides)
    ended = end(topology.absolute().parent, name, volumes=volumes)
    typer.echo(ended_text(name, ended))
    if not ended.stopped:
        _note_others(topology, name)


def status(topology: TopologyPath = TOPOLOGY, as_json: Json = False, overrides: Overrides = None) -> None:
    """Show every broker and its bridge; exit 1 when one is not well."""
    from mqttmesh.report.status import status_json, status_text

    engine, name = find_mesh(topology, overrides)
    found = engine.status()
    if found is None:
        typer.echo(json.dumps(None) if as_json else f"{name} is not running; `mqttmesh up` starts it")
        _note_others(topology, name)
        raise typer.Exit(1)
    typer.echo(status_json(found) if as_json else status_text(found))
    if not found.well:
        raise typer.Exit(1)


def logs(
    topology: TopologyPath = TOPOLOGY,
    brokers: Annotated[
        list[str] | None, typer.Argument(help="Brokers to show; by default all.", metavar="[BROKER]...")
    ] = None,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on with what is written; Ctrl-C ends it.")
    ] = False,
    tail: Annotated[
        int, typer.Option("--tail", metavar="N", min=0, help="How many of the last lines of each.")
    ] = 20,
    overrides: Overrides = None,
) -> None:
    """Show what brokers write to their logs."""
    from mqttmesh.report.logs import LogText

    engine, name = find_mesh(topology, overrides)
    status = engine.status()
    if status is None:
        console.note(f"{name} is not running; `mqttmesh up` starts it")
        _note_others(topology, name)
        raise typer.Exit(1)
    known = [broker.name for broker in status.brokers]
    shown = [_known(broker, known, name) for broker in brokers] if brokers else known
    written = LogText(shown, color=console.colored(sys.stdout))
    for line in engine.logs(shown, tail=tail, follow=follow):
        typer.echo(written.line(line))


def _known(broker: str, known: Sequence[str], mesh: str) -> str:
    from mqttmesh.errors import UsageError

    if broker in known:
        return broker
    hint = did_you_mean(broker, known, f"`mqttmesh status` lists those of {mesh}.")
    raise UsageError(f"no broker {broker} runs in {mesh}", hint=hint)


def _note_others(topology: Path, name: str) -> None:
    """Say what was started in this folder under another name: this one may have been renamed since."""
    from mqttmesh.runtime.places import meshes_beside

    for other in meshes_beside(topology.absolute().parent):
        if other != name:
            stop = shlex.join(["mqttmesh", "down", str(topology), "--set", f"name={other}"])
            console.note(f"{other} was started in this folder and is not down yet; `{stop}` stops it")


def _tells(topology: Path, name: str) -> bool:
    """Whether a broken topology still tells this name: another file's mistakes are not this mesh's affair."""
    try:
        lines = topology.read_text(errors="replace").splitlines()
    except OSError:
        return False
    return any(line.split("#")[0].split() == ["name:", name] for line in lines)


def find_mesh(topology: Path, overrides: list[str] | None) -> tuple[Engine, str]:
    """What runs the mesh of a topology, and the mesh's name."""
    from mqttmesh.runtime.choice import engine_of

    name = _named(topology, overrides)
    return engine_of(topology.absolute().parent, name), name


def _named(topology: Path, overrides: list[str] | None) -> str:
    """The name of a mesh. Its topology need not be right: it must be stoppable while that is edited."""
    from mqttmesh.errors import UsageError
    from mqttmesh.load import load
    from mqttmesh.runtime.places import meshes_beside

    try:
        return load(topology, overrides or ()).spec.name
    except UsageError:
        started = meshes_beside(topology.absolute().parent)
        told = [one for one in started if f"name={one}" in (overrides or ())]
        if not told and (len(started) != 1 or not _tells(topology, started[0])):
            raise
        return (told or started)[0]
