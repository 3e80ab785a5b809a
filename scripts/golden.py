"""Write everything that is expected of this code anew: what changes is for you to read."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from mqttmesh.report.schema import schema_text
from scripts import reference
from tests.golden import test_checks, test_errors, test_explanations, test_trees

SCHEMA = Path(__file__).parents[1] / "docs" / "reference" / "topology.schema.json"

if __name__ == "__main__":
    test_checks.regenerate()
    test_errors.regenerate()
    test_explanations.regenerate()
    test_trees.regenerate()
    SCHEMA.write_text(schema_text() + "\n", encoding="utf-8")
    reference.write()
