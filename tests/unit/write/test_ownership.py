"""Whose a file is: what a render may overwrite or remove, and what it must leave alone."""

import os
import subprocess
from pathlib import Path

import pytest

from mqttmesh.errors import OutOfDateError
from mqttmesh.write import write_tree
from tests.support.trees import contents, tree

OLD = {"hub/acl": "old\n", "edge/acl": "edge\n"}
NEW = {"hub/acl": "new\n"}


@pytest.fixture
def rendered(out: Path) -> Path:
    write_tree(tree(OLD), out)
    return out


def refused(files: dict[str, str], out: Path) -> tuple[str, ...]:
    """The paths that a render names when it refuses; the folder must be as it was."""
    before = contents(out), (out / ".mqttmesh.json").read_bytes()
    with pytest.raises(OutOfDateError, match="nothing was written") as caught:
        write_tree(tree(files), out)
    assert (contents(out), (out / ".mqttmesh.json").read_bytes()) == before
    assert caught.value.exit_code == 1
    return caught.value.details


def test_every_edited_or_foreign_file_is_named_at_once(rendered: Path) -> None:
    (rendered / "hub/acl").write_text("by hand\n")
    (rendered / "edge/acl").write_text("by hand\n")
    (rendered / "README").write_text("by hand\n")
    assert refused({**NEW, "README": "r\n"}, rendered) == ("README", "edge/acl", "hub/acl")


def test_force_overwrites_and_removes_what_was_edited(rendered: Path) -> None:
    (rendered / "hub/acl").write_text("by hand\n")
    (rendered / "edge/acl").write_text("by hand\n")
    (rendered / "notes").write_text("not in the way\n")
    report = write_tree(tree(NEW), rendered, force=True)
    assert (report.written, report.removed) == (("hub/acl",), ("edge/acl",))
    assert contents(rendered) == {**NEW, "notes": "not in the way\n"}


def test_an_edit_that_says_what_would_be_written_is_ours(rendered: Path) -> None:
    (rendered / "hub/acl").write_text("new\n")
    report = write_tree(tree({**OLD, **NEW}), rendered)
    assert (report.written, report.unchanged) == ((), 2)


def test_a_binary_edit_is_an_edit_too(rendered: Path) -> None:
    (rendered / "hub/acl").write_bytes(b"\xff\x00\r\n")
    assert refused(NEW, rendered) == ("hub/acl",)


@pytest.mark.parametrize("text", ["", "{", "<<<<<<< HEAD\n", "\x00\xff", '{"files": {}}', "[" * 100_000])
def test_a_lost_manifest_is_rebuilt_from_files_that_are_right(rendered: Path, text: str) -> None:
    manifest = rendered / ".mqttmesh.json"
    right = manifest.read_bytes()
    manifest.write_text(text)
    assert write_tree(tree(OLD), rendered).written == ()
    assert manifest.read_bytes() == right


def test_without_a_manifest_a_file_that_differs_is_not_ours(rendered: Path) -> None:
    (rendered / ".mqttmesh.json").write_text("")
    assert refused(NEW, rendered) == ("hub/acl",)


def git(folder: Path, *arguments: str) -> int:
    identity = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True).returncode


def test_after_a_merge_conflict_the_files_of_both_sides_are_ours(out: Path) -> None:
    write_tree(tree({"a": "0\n", "b": "0\n"}), out)
    assert git(out, "init", "-b", "main") == git(out, "add", ".") == git(out, "commit", "-m", "base") == 0
    git(out, "switch", "-c", "side")
    write_tree(tree({"a": "0\n", "b": "side\n", "c": "side\n"}), out)
    assert git(out, "add", ".") == git(out, "commit", "-m", "side") == git(out, "switch", "main") == 0
    write_tree(tree({"a": "main\n", "b": "0\n"}), out)
    assert git(out, "add", ".") == git(out, "commit", "-m", "main") == 0
    assert git(out, "merge", "side") == 1
    assert "<<<<<<<" in (out / ".mqttmesh.json").read_text()
    report = write_tree(tree({"a": "2\n", "b": "2\n"}), out)
    assert (report.written, report.removed) == (("a", "b"), ("c",))


@pytest.mark.parametrize("files", [OLD, NEW], ids=["same", "changed"])
def test_line_ends_that_a_checkout_converted_are_put_back(rendered: Path, files: dict[str, str]) -> None:
    for path in [rendered / ".mqttmesh.json", *(rendered / name for name in OLD)]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    write_tree(tree(files), rendered)
    assert contents(rendered) == files
    assert b"\r" not in (rendered / ".mqttmesh.json").read_bytes()


def test_other_bytes_with_converted_line_ends_are_an_edit(rendered: Path) -> None:
    (rendered / "hub/acl").write_bytes(b"by hand\r\n")
    assert refused(NEW, rendered) == ("hub/acl",)


@pytest.mark.parametrize(
    "path", ["../victim", "{parent}/victim", "hub/../../victim", "./../victim", "link/victim"]
)
def test_a_hostile_manifest_removes_nothing_outside(rendered: Path, path: str) -> None:
    victim = rendered.parent / "victim"
    victim.write_text("old\n")
    (rendered / "link").symlink_to("..")
    manifest = rendered / ".mqttmesh.json"
    listed = path.format(parent=rendered.parent)
    manifest.write_text(manifest.read_text().replace('"hub/acl"', f'"{listed}"'))
    write_tree(tree({"hub/acl": "old\n"}), rendered, force=True)
    assert victim.read_text() == "old\n"
    assert contents(rendered) == {"hub/acl": "old\n", "link": ".."}


def test_the_same_manifest_entry_inside_is_removed(rendered: Path) -> None:
    (rendered / "victim").write_text("old\n")
    manifest = rendered / ".mqttmesh.json"
    manifest.write_text(manifest.read_text().replace('"hub/acl"', '"victim"'))
    assert write_tree(tree(NEW), rendered, force=True).removed == ("edge/acl", "victim")


@pytest.mark.parametrize("kind", ["link to a file", "pipe"])
def test_what_is_no_regular_file_is_not_ours(rendered: Path, kind: str) -> None:
    place, elsewhere = rendered / "hub/acl", rendered.parent / "elsewhere"
    elsewhere.write_text("old\n")
    place.unlink()
    place.symlink_to(elsewhere) if kind == "link to a file" else os.mkfifo(place)
    with pytest.raises(OutOfDateError) as caught:
        write_tree(tree(NEW), rendered)
    assert caught.value.details == ("hub/acl",)
    write_tree(tree(NEW), rendered, force=True)
    assert contents(rendered) == NEW
    assert elsewhere.read_text() == "old\n"


def test_a_linked_folder_is_named_and_never_written_through(rendered: Path) -> None:
    elsewhere = rendered.parent / "elsewhere"
    (rendered / "hub").rename(elsewhere)
    (rendered / "hub").symlink_to(elsewhere)
    assert refused(NEW, rendered) == ("hub",)
    write_tree(tree(NEW), rendered, force=True)
    assert contents(elsewhere) == {"acl": "old\n"}
    assert contents(rendered) == NEW


def test_a_strangers_file_in_place_of_a_folder_is_named(rendered: Path) -> None:
    (rendered / "leaf").write_text("mine\n")
    assert refused({"leaf/acl": "l\n", "leaf/trust/a": "l\n"}, rendered) == ("leaf",)


def test_a_folder_in_place_of_a_file_is_not_even_forced(rendered: Path) -> None:
    (rendered / "acl" / "mine").mkdir(parents=True)
    assert refused({**OLD, "acl": "x\n"}, rendered) == ("acl",)
    with pytest.raises(OutOfDateError, match="nothing was written") as caught:
        write_tree(tree({**OLD, "acl": "x\n"}), rendered, force=True)
    assert "Move" in caught.value.hint
