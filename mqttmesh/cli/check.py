"""`check`: find it before the brokers do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from mqttmesh.cli.options import TOPOLOGY, Json, Overrides

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mqttmesh.check import Examination

Format = Literal["text", "json", "sarif", "github"]


def check(
    topologies: Annotated[
        list[Path] | None, typer.Argument(help="The topology files.", metavar="TOPOLOGY")
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            "--select", metavar="NAME,…", help="Ask only these rules, families or severities, such as tls."
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None, typer.Option("--ignore", metavar="NAME,…", help="Leave these out.")
    ] = None,
    advice: Annotated[bool, typer.Option("--advice", help="Show advice too: what nothing proves.")] = False,
    fix: Annotated[bool, typer.Option("--fix", help="Mend in the files what can be mended safely.")] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show what --fix would change, exit 1 if anything.")
    ] = False,
    form: Annotated[
        Format | None,
        typer.Option("--format", metavar="FORMAT", help="text (the default), json, sarif or github."),
    ] = None,
    as_json: Json = False,
    overrides: Overrides = None,
) -> None:
    """Find what is wrong with topologies, and what will be.

    Exit 1 for errors and warnings, 2 for a topology that cannot be read.
    """
    from mqttmesh.check import examine
    from mqttmesh.check.selection import selection
    from mqttmesh.cli import fixing

    form = _format(form, as_json, diff=diff)
    asked = selection(select or (), ignore or (), advice=advice)
    paths = topologies or [TOPOLOGY]
    if diff:
        raise typer.Exit(fixing.show(paths, overrides or (), asked))
    if fix:
        found = fixing.mend(paths, overrides or (), asked)
    else:
        found = [examine(path, overrides or (), asked.rules) for path in paths]
    shown = [asked.shown(each) for each in found]
    _print(shown, form)
    _mention_advice(found, shown)
    raise typer.Exit(max(each.exit_code for each in found))


def _format(form: Format | None, as_json: bool, *, diff: bool) -> Format:
    from mqttmesh.errors import UsageError

    if as_json and form not in (None, "json"):
        raise UsageError(f"`--json` and `--format {form}` cannot both be", hint="leave one out")
    if diff and (as_json or form):
        option = "--json" if as_json else f"--format {form}"
        raise UsageError(
            f"`--diff` and `{option}` cannot both be", hint="--diff prints a diff, in no other form"
        )
    return "json" if as_json else form or "text"


def _print(shown: Sequence[Examination], form: Format) -> None:
    import sys

    from mqttmesh.cli import console
    from mqttmesh.report.checked import checked_json, checked_text, summary_text

    match form:
        case "text":
            typer.echo(checked_text(shown, color=console.colored(sys.stdout)))
        case "json":
            typer.echo(checked_json(shown))
        case "sarif":
            from mqttmesh.report.sarif import sarif_text

            typer.echo(sarif_text(shown))
        case "github":
            from mqttmesh.report.github import github_text

            typer.echo(github_text(shown), nl=any(each.findings for each in shown))
            console.note(summary_text(shown))


def _mention_advice(found: Sequence[Examination], shown: Sequence[Examination]) -> None:
    hidden = sum(len(each.findings) for each in found) - sum(len(each.findings) for each in shown)
    if hidden:
        from mqttmesh.cli import console
        from mqttmesh.report.counted import counted

        these = "it" if hidden == 1 else "them"
        console.note(f"{counted(hidden, 'piece of advice', 'pieces of advice')}: --advice shows {these}")
