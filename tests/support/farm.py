"""The farm: the topology that the examples of rules are part of, and the certificates that it names."""

from __future__ import annotations

import re
from pathlib import Path

from mqttmesh.check.rule import Rule
from tests.support.farm_certificates import write_farm_certificates
from tests.support.farm_secrets import write_farm_secrets
from tests.support.pages import blocks

FARM = (Path(__file__).parents[2] / "docs" / "reference" / "rules" / "farm.yaml").read_text(encoding="utf-8")
_PART = re.compile(r"(?m)^(?=[a-z])")


def example(rule: Rule, heading: str) -> str:
    """The YAML below a heading of a rule's page."""
    _, found, below = rule.page.partition(f"## {heading}\n")
    assert found, f"{rule.id} has no heading {heading}"
    return next(block.text for block in blocks(below) if block.language == "yaml")


def with_example(text: str) -> str:
    """The farm with its top-level keys replaced by those of an example."""
    parts = {part.partition(":")[0]: part for part in _PART.split(FARM) if part.strip()}
    parts |= {part.partition(":")[0]: part for part in _PART.split(text) if part.strip()}
    return "".join(parts.values())


def farm_folder(folder: Path) -> Path:
    """A folder with every certificate and secret that the farm and the examples name."""
    write_farm_certificates(folder)
    write_farm_secrets(folder)
    return folder
