"""`secrets`: make, check and change the passwords of a mesh; none of them is ever shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mqttmesh.cli.options import TOPOLOGY, Json, Overrides, TopologyPath

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mqttmesh.secrets import SecretProblem

app = typer.Typer(
    name="secrets",
    help="Make, check and change the passwords of a mesh.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command()
def init(topology: TopologyPath = TOPOLOGY, overrides: Overrides = None) -> None:
    """Make every secret that is missing, and the password files."""
    from mqttmesh.cli.pipeline import read
    from mqttmesh.report.secrets import initialised_text
    from mqttmesh.secrets import init as initialise

    loaded, mesh = read(topology, overrides)
    done = initialise(mesh, loaded.folder)
    typer.echo(initialised_text(done))
    _show(done.problems)


@app.command()
def check(topology: TopologyPath = TOPOLOGY, as_json: Json = False, overrides: Overrides = None) -> None:
    """Say which secrets are missing, stale, bad or open to others; exit 1 when any is."""
    from mqttmesh.cli.pipeline import read
    from mqttmesh.report.secrets import problems_json
    from mqttmesh.secrets import check as problems_of

    loaded, mesh = read(topology, overrides)
    problems = problems_of(mesh, loaded.folder)
    if as_json:
        typer.echo(problems_json(problems))
    elif not problems:
        typer.echo(f"the secrets of {mesh.name} are all there, and sound")
    _show(problems, quiet=as_json)


@app.command()
def rotate(
    name: Annotated[str, typer.Argument(metavar="NAME", help="SPOKE, or BROKER/USER.")],
    topology: TopologyPath = TOPOLOGY,
    overrides: Overrides = None,
) -> None:
    """Replace one secret by a new random one, and say which brokers must know."""
    from mqttmesh.cli.pipeline import read
    from mqttmesh.report.secrets import rotation_text
    from mqttmesh.secrets import rotate as renew

    loaded, mesh = read(topology, overrides)
    typer.echo(rotation_text(renew(mesh, loaded.folder, name)))


def _show(problems: Iterable[SecretProblem], *, quiet: bool = False) -> None:
    from mqttmesh.cli import console
    from mqttmesh.report.secrets import problem_text

    problems = tuple(problems)
    if not quiet:
        for problem in problems:
            console.note(problem_text(problem))
    if problems:
        raise typer.Exit(1)
