"""The floor of the command line: a Typer app with one command."""

from typing import Annotated

import typer


def version(wanted: bool) -> None:
    if wanted:
        typer.echo("floor 1.0")
        raise typer.Exit


app = typer.Typer(rich_markup_mode=None, context_settings={"help_option_names": ["-h", "--help"]})


@app.command()
def command(
    name: str = "",
    version: Annotated[bool, typer.Option("--version", callback=version, is_eager=True)] = False,
) -> None:
    """Do nothing."""


if __name__ == "__main__":
    app()
