"""`schema`: what editors need to complete and check a topology."""

from __future__ import annotations

import typer


def schema() -> None:
    """Print the JSON Schema (2020-12) of topology files."""
    from mqttmesh.report.schema import schema_text

    typer.echo(schema_text())
