"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

TopologyPath = Annotated[Path, typer.Argument(help="The topology file.", metavar="TOPOLOGY")]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Override a value of the topology, such as hub.host=a.b."
    ),
]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="DIR", help="Output folder; by default the mesh's name, beside the topology."
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]

TOPOLOGY = Path("topology.yaml")
"""What commands read when they are told nothing."""
