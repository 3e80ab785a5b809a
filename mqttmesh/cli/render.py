"""`render` and `bundle`: what people commit, and what they carry to a host."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mqttmesh.cli.options import TOPOLOGY, Out, Overrides, TopologyPath

if TYPE_CHECKING:
    from mqttmesh.cli.pipeline import Rendering
    from mqttmesh.write import WriteReport


def render(
    topology: TopologyPath = TOPOLOGY,
    out: Out = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 when the folder is out of date.")
    ] = False,
    diff: Annotated[bool, typer.Option("--diff", help="Write nothing; show what would change.")] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force", help="Overwrite and remove files that were edited, or are of another topology."
        ),
    ] = False,
    overrides: Overrides = None,
) -> None:
    """Write the configuration of every broker, to be committed to git."""
    from mqttmesh.cli.pipeline import rendering
    from mqttmesh.write import write_tree

    made = rendering(topology, overrides, out)
    if check or diff:
        _compare(made, shown=diff)
        return
    _report(made, write_tree(made.tree, made.out, topology=made.source, force=force))


def _compare(made: Rendering, *, shown: bool) -> None:
    from mqttmesh.report.drift import drift_text
    from mqttmesh.write import compare, diff

    drift = compare(made.tree, made.out, topology=made.source)
    if shown:
        for line in diff(made.tree, made.out):
            typer.echo(line)
    else:
        typer.echo(drift_text(drift, made.out))
    if not drift.clean:
        raise typer.Exit(1)


def _report(made: Rendering, report: WriteReport) -> None:
    from mqttmesh.cli import console
    from mqttmesh.report.drift import written_text

    if report.finished is not None:
        console.note("finished a render that was interrupted")
    brokers = sum(1 for _ in made.mesh.brokers)
    typer.echo(written_text(report, made.out, brokers))


def bundle(
    broker: Annotated[str, typer.Argument(help="Name of the broker.", metavar="BROKER")],
    topology: TopologyPath = TOPOLOGY,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The tar file; by default BROKER.tar.")
    ] = None,
    overrides: Overrides = None,
) -> None:
    """Write a broker's folder and secrets as one private tar."""
    from mqttmesh.cli.pipeline import broker_named, rendering
    from mqttmesh.report.bundle import bundle_text
    from mqttmesh.secrets import delivered
    from mqttmesh.write import write_bundle

    made = rendering(topology, overrides, None)
    chosen = broker_named(made.mesh, broker)
    secrets = delivered(chosen, made.mesh.name, made.topology.folder)
    target = out if out is not None else Path(f"{broker}.tar")
    write_bundle(made.tree, made.mesh.name, broker, secrets, target)
    typer.echo(bundle_text(made.mesh, chosen, target, secrets))
