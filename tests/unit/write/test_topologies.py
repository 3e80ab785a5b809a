"""Whose a folder is: two topologies of one mesh name do not replace each other's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from mqttmesh.errors import OutOfDateError
from mqttmesh.write import compare, write_tree
from tests.support.trees import contents, tree

A, B = {"hub/acl": "a\n"}, {"hub/acl": "b\n"}


@pytest.fixture
def of_a(out: Path) -> Path:
    """A folder that was rendered from `a.yaml`, which lies beside it; `b.yaml` does too."""
    for name in ("a.yaml", "b.yaml"):
        (out.parent / name).touch()
    write_tree(tree(A), out, topology="../a.yaml")
    return out


def test_the_folder_of_another_topology_is_refused_by_both_names(of_a: Path) -> None:
    folder = of_a.parent
    with pytest.raises(OutOfDateError) as caught:
        write_tree(tree(B), of_a, topology="../b.yaml")
    assert f"rendered from {folder}/a.yaml, not from {folder}/b.yaml" in caught.value.message
    assert contents(of_a) == A
    assert not compare(tree(A), of_a, topology="../b.yaml").clean
    assert compare(tree(A), of_a, topology="../a.yaml").clean


def test_force_hands_the_folder_over(of_a: Path) -> None:
    write_tree(tree(B), of_a, topology="../b.yaml", force=True)
    assert contents(of_a) == B
    with pytest.raises(OutOfDateError):
        write_tree(tree(A), of_a, topology="../a.yaml")


def test_a_topology_that_was_renamed_keeps_its_folder(of_a: Path) -> None:
    (of_a.parent / "a.yaml").rename(of_a.parent / "b.yaml")
    write_tree(tree(B), of_a, topology="../b.yaml")
    assert contents(of_a) == B


def test_an_interrupted_render_of_another_topology_is_not_finished_by_this_one(of_a: Path) -> None:
    (of_a / ".mqttmesh.json").rename(of_a / ".mqttmesh.journal")
    with pytest.raises(OutOfDateError, match="nothing was written"):
        write_tree(tree(B), of_a, topology="../b.yaml")


def test_a_folder_of_nobody_is_taken(of_a: Path) -> None:
    (of_a / ".mqttmesh.json").write_text("{}")
    write_tree(tree(A), of_a, topology="../b.yaml")
    assert compare(tree(A), of_a, topology="../b.yaml").clean


def test_after_a_merge_conflict_the_folder_is_of_both(of_a: Path) -> None:
    manifest = of_a / ".mqttmesh.json"
    line = '  "topology": "../a.yaml"\n'
    conflict = f'<<<<<<< HEAD\n{line}=======\n  "topology": "../b.yaml"\n>>>>>>> side\n'
    manifest.write_text(manifest.read_text().replace(line, conflict))
    write_tree(tree(B), of_a, topology="../b.yaml")
    assert contents(of_a) == B


@pytest.mark.parametrize("named", ['"\\u0000"', '"\\q"', '"', f'"{"x" * 5000}"', '"\\ud800"'])
def test_a_hostile_name_is_no_obstacle(named: str, of_a: Path) -> None:
    manifest = of_a / ".mqttmesh.json"
    manifest.write_text(manifest.read_text().replace('"../a.yaml"', named))
    write_tree(tree(B), of_a, topology="../b.yaml")
    assert contents(of_a) == B
