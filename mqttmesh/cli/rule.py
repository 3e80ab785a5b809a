"""`rule`: what an id in brackets means."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from mqttmesh.cli.options import Json


def rule(
    id: Annotated[str | None, typer.Argument(help="The id; all of them by default.", metavar="ID")] = None,
    as_json: Json = False,
) -> None:
    """Explain a rule of `check`, or list all of them."""
    from mqttmesh.cli import console
    from mqttmesh.report.rules import rule_json, rules_json, rules_text

    color = console.colored(sys.stdout)
    if id is None:
        typer.echo(rules_json() if as_json else rules_text(color=color))
        return
    text = _explained(id, color=color)
    typer.echo(rule_json(id) if as_json else text)


def _explained(id: str, *, color: bool) -> str:
    from mqttmesh.check.mistakes import MEANINGS
    from mqttmesh.check.names import alike
    from mqttmesh.check.rules import RULES
    from mqttmesh.errors import UsageError
    from mqttmesh.report.rules import mistake_text, rule_text

    known = {rule.id: rule for rule in RULES}
    if id in known:
        return rule_text(known[id], color=color)
    if id in MEANINGS:
        return mistake_text(id, color=color)
    hint = alike(id, [*known, *MEANINGS]) or "`mqttmesh rule` lists them all"
    raise UsageError(f"there is no rule `{id}`", hint=hint)
