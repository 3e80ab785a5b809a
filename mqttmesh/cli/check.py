"""`check`: find it before the brokers do."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mqttmesh.cli.options import TOPOLOGY, Overrides

if TYPE_CHECKING:
    from mqttmesh.finding import Finding, SourceMap


def check(
    topologies: Annotated[
        list[Path] | None, typer.Argument(help="The topology files.", metavar="[TOPOLOGY]...")
    ] = None,
    overrides: Overrides = None,
) -> None:
    """Find what is wrong with a topology, and what will be; exit 1 when something is."""
    from mqttmesh.cli import console
    from mqttmesh.finding import Severity

    worst = 0
    for path in topologies or [TOPOLOGY]:
        findings, source, code = _examined(path, overrides)
        shown = [each for each in findings if each.severity is not Severity.ADVICE]
        if shown:
            console.warn(shown, source)
            code = max(code, 1)
        worst = max(worst, code)
    raise typer.Exit(worst)


def _examined(path: Path, overrides: list[str] | None) -> tuple[tuple[Finding, ...], SourceMap, int]:
    from mqttmesh.check import Case, check
    from mqttmesh.cli.pipeline import read_topology
    from mqttmesh.errors import TopologyError
    from mqttmesh.resolve import resolution

    try:
        topology = read_topology(path, overrides)
        return check(Case.of(topology, resolution(topology))), topology.source, 0
    except TopologyError as error:
        return error.findings, error.source, error.exit_code
