"""A folder with a topology, as commands find it."""

from pathlib import Path

import pytest

from tests.support.commands import GRID


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Holds `topology.yaml` and nothing else."""
    (tmp_path / "topology.yaml").write_text(GRID)
    return tmp_path
