"""`explain`: what brokers' logs mean."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mqttmesh.cli.options import TOPOLOGY, Json, Overrides

if TYPE_CHECKING:
    from mqttmesh.check import Case
    from mqttmesh.explain import Decoded, Entry
    from mqttmesh.report.explanations import Told

_TAIL = 1000  # lines of each broker of a mesh that runs


def explain(
    logs: Annotated[
        list[str] | None,
        typer.Argument(
            help="Log files, or - for standard input; by default the mesh that runs.", metavar="[LOG]..."
        ),
    ] = None,
    topology: Annotated[
        Path | None,
        typer.Option(
            "--topology", metavar="FILE", help="Ask the rules of check which of several causes holds."
        ),
    ] = None,
    as_json: Json = False,
    overrides: Overrides = None,
) -> None:
    """Say what brokers' logs mean: the cause, who must mend it, and the rule that would have found it.

    Exit 1 when there is something to explain.
    """
    import json

    from mqttmesh.cli import console
    from mqttmesh.explain import Decoder
    from mqttmesh.report.explanations import explanations_json, explanations_text

    decoder = Decoder()
    for log in logs or ():
        decoder.read(_lines(log))
    if not logs:
        decoder.read(_of_running_mesh(topology or TOPOLOGY, overrides))
    told = _told(decoder.decoded(), _case(topology, overrides, running=not logs))
    if as_json:
        typer.echo(json.dumps(explanations_json(told), indent=2))
    else:
        typer.echo(explanations_text(told, color=console.colored(sys.stdout)))
    raise typer.Exit(1 if told.decoded.explanations or told.decoded.strange else 0)


def _lines(log: str) -> Iterator[Entry]:
    from mqttmesh.errors import UsageError
    from mqttmesh.explain import entries, lines_of

    if log == "-":
        sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
        yield from entries(lines_of(sys.stdin))
        return
    path = Path(log)
    if path.suffix in (".yaml", ".yml"):
        raise UsageError(f"{log} is no log", hint=f"`--topology {log}` asks it which cause holds")
    try:
        file = path.open(encoding="utf-8", errors="replace")
    except OSError as refusal:
        raise UsageError(
            f"{log} cannot be read: {refusal.strerror}", hint="give log files, or - for standard input"
        ) from None
    with file:
        yield from entries(lines_of(file), path.stem)


def _of_running_mesh(topology: Path, overrides: list[str] | None) -> Iterable[Entry]:
    from mqttmesh.cli.mesh import find_mesh
    from mqttmesh.errors import EnvironmentProblem
    from mqttmesh.explain import entries

    engine, name = find_mesh(topology, overrides)
    status = engine.status()
    if status is None:
        raise EnvironmentProblem(
            f"{name} is not running",
            hint="`mqttmesh up` starts it; or name log files, or - for standard input",
        )
    brokers = [broker.name for broker in status.brokers]
    for line in engine.logs(brokers, tail=_TAIL, follow=False):
        yield from entries([line.text], line.broker)


def _case(topology: Path | None, overrides: list[str] | None, *, running: bool) -> Case | None:
    """The topology to ask; that of a mesh which runs may be half edited, and is then passed over."""
    from mqttmesh.check import Case
    from mqttmesh.cli import console
    from mqttmesh.cli.pipeline import read_topology
    from mqttmesh.errors import TopologyError
    from mqttmesh.resolve import resolution

    if topology is None and not running:
        return None
    try:
        loaded = read_topology(topology or TOPOLOGY, overrides)
        return Case.of(loaded, resolution(loaded))
    except TopologyError as error:
        if topology is not None:
            raise
        console.note(f"{error.message}: it is not asked which cause holds")
        return None


def _told(decoded: Decoded, case: Case | None) -> Told:
    from mqttmesh.explain.narrow import Judge
    from mqttmesh.report.explanations import Told

    if case is None:
        return Told(decoded, {})
    judge = Judge(case)
    judged = {each.key: judge.judged(each) for each in decoded.explanations}
    return Told(decoded, judged, judge.absent, case.topology.source)
