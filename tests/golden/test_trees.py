"""Every topology in `topologies/` has its tree in `trees/`, file by file as `mqttmesh render` writes it.

A large tree is kept as the digests of all its files, and the files of a few brokers in full.
`python scripts/golden.py` writes them anew.
"""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from mqttmesh.render import RenderedTree
from tests.support.rendering import EXAMPLES, rendered_example

TREES = Path(__file__).parent / "trees"
DIGESTS = "DIGESTS"
MOST_FILES = 100
IN_FULL = ("hub/", "substation-north/", "west-001/")


def expected(tree: RenderedTree) -> dict[str, bytes]:
    """What is kept of a tree."""
    if len(tree) <= MOST_FILES:
        return {path: file.content for path, file in tree.items()}
    digests = (f"{hashlib.sha256(file.content).hexdigest()}  {path}\n" for path, file in sorted(tree.items()))
    kept = {path: file.content for path, file in tree.items() if path.startswith(IN_FULL)}
    return {DIGESTS: "".join(digests).encode(), **kept}


def kept(name: str) -> dict[str, bytes]:
    """What lies in `trees/` for an example."""
    folder = TREES / name
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def regenerate() -> None:
    """Write every tree as it is rendered now; read the difference before you commit it."""
    shutil.rmtree(TREES, ignore_errors=True)
    for name in EXAMPLES:
        for path, content in expected(rendered_example(name)).items():
            file = TREES / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


@pytest.mark.parametrize("name", EXAMPLES)
def test_tree(name: str) -> None:
    assert kept(name) == expected(rendered_example(name))


def test_every_tree_has_its_topology() -> None:
    names = {str(path.parent.relative_to(TREES)) for path in TREES.rglob(".gitattributes")}
    names |= {str(path.parent.relative_to(TREES)) for path in TREES.rglob(DIGESTS)}
    assert sorted(names) == EXAMPLES


def test_no_file_lies_outside_a_tree() -> None:
    within = {str(file.relative_to(TREES)) for name in EXAMPLES for file in (TREES / name).rglob("*")}
    assert {str(file.relative_to(TREES)) for file in TREES.rglob("*") if file.is_file()} <= within


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_file_can_be_read_by_all(name: str) -> None:
    assert {file.mode for file in rendered_example(name).values()} == {0o644}
