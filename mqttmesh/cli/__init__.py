"""The command line: parse, call a stage, report, exit.

Heavy parts are imported inside the commands: `--version` and `--help` stay as quick as Typer itself.
"""

from __future__ import annotations

import atexit
import gc
import sys
from typing import Annotated, NoReturn

import typer

from mqttmesh import __version__
from mqttmesh.cli import certs, check, explain, mesh, render, rule, schema, secrets, trace, up
from mqttmesh.errors import EnvironmentProblem, MqttmeshError

app = typer.Typer(
    name="mqttmesh",
    help="Describe a mesh of MQTT brokers in one file; render, launch and prove it.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(render.render)
app.command()(check.check)
app.command()(rule.rule)
app.command()(render.bundle)
app.command()(schema.schema)
app.command()(up.up)
app.command()(mesh.down)
app.command()(mesh.status)
app.command()(mesh.logs)
app.command()(explain.explain)
app.command()(trace.trace)
app.add_typer(secrets.app)
app.add_typer(certs.app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"mqttmesh {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    pass


def main() -> NoReturn:
    """Run the command line; the one place that turns errors into words and exit codes."""
    # A command keeps nearly all that it makes: the collector would only walk it, and once more at the end.
    gc.disable()
    atexit.register(gc.freeze)
    try:
        app()
    except SystemExit as ended:
        if isinstance(ended.__context__, BrokenPipeError):
            sys.exit(141)  # the reader has gone, as `| head` does: as a shell reports SIGPIPE, not Typer's 1
        raise
    except MqttmeshError as error:
        _fail(error)
    except OSError as refusal:
        where = f" {refusal.filename}" if refusal.filename else ""
        _fail(EnvironmentProblem(f"the system refuses{where}: {refusal.strerror or refusal}"))
    except Exception as bug:
        from mqttmesh.cli import console

        console.confess(bug)
        sys.exit(MqttmeshError.exit_code)
    sys.exit(0)


def _fail(error: MqttmeshError) -> NoReturn:
    from mqttmesh.cli import console

    console.explain(error)
    sys.exit(error.exit_code)
