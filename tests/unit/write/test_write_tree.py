import hashlib
import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from mqttmesh.render.tree import RenderedFile
from mqttmesh.write import write_tree
from tests.support.trees import contents, tree

FIRST = {"docker-compose.yml": "services\n", "hub/acl": "user\n", "hub/trust/root.pem": "PEM\n"}


@pytest.fixture
def tight_umask() -> Iterator[None]:
    before = os.umask(0o077)
    yield
    os.umask(before)


def test_a_new_folder_and_its_parents_are_made(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "er" / "smartgrid"
    report = write_tree(tree(FIRST), out)
    assert contents(out) == FIRST
    assert report.written == ("docker-compose.yml", "hub/acl", "hub/trust/root.pem")
    assert (report.removed, report.unchanged, report.finished) == ((), 0, None)


def test_an_empty_tree_leaves_only_its_manifest(out: Path) -> None:
    write_tree(tree(FIRST), out)
    report = write_tree({}, out)
    assert report.removed == tuple(sorted(FIRST))
    assert [path.name for path in out.iterdir()] == [".mqttmesh.json"]


def test_an_unchanged_render_touches_nothing(out: Path) -> None:
    write_tree(tree(FIRST), out)
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in [out, *out.rglob("*")]}
    report = write_tree(tree(FIRST), out)
    assert (report.written, report.removed, report.unchanged) == ((), (), 3)
    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in [out, *out.rglob("*")]} == before


def test_only_the_changed_file_is_replaced_and_its_folder_stays(out: Path) -> None:
    write_tree(tree(FIRST), out)
    inodes = {name: (out / name).stat().st_ino for name in ("hub", "hub/acl", "docker-compose.yml")}
    report = write_tree(tree({**FIRST, "hub/acl": "other\n"}), out)
    assert report.written == ("hub/acl",)
    assert (out / "hub").stat().st_ino == inodes["hub"]
    assert (out / "docker-compose.yml").stat().st_ino == inodes["docker-compose.yml"]
    assert (out / "hub/acl").stat().st_ino != inodes["hub/acl"]


def test_what_is_no_longer_wanted_goes_with_its_folder_but_a_strangers_file_stays(out: Path) -> None:
    write_tree(tree({**FIRST, "edge/acl": "e\n", "edge/trust/a.pem": "a\n"}), out)
    (out / "hub/trust/notes.txt").write_text("mine")
    report = write_tree(tree({"docker-compose.yml": "services\n"}), out)
    assert report.removed == ("edge/acl", "edge/trust/a.pem", "hub/acl", "hub/trust/root.pem")
    assert not (out / "edge").exists()
    assert (out / "hub/trust/notes.txt").read_text() == "mine"


@pytest.mark.usefixtures("tight_umask")
def test_modes_are_set_whatever_the_umask(out: Path) -> None:
    write_tree({"hub/acl": RenderedFile(b"a"), "hub/secret": RenderedFile(b"s", 0o600)}, out)
    modes = {name: stat.S_IMODE((out / name).stat().st_mode) for name in ("hub", "hub/acl", "hub/secret")}
    assert modes == {"hub": 0o755, "hub/acl": 0o644, "hub/secret": 0o600}


def test_modes_of_a_checkout_are_put_right(out: Path) -> None:
    write_tree(tree(FIRST), out)
    (out / "hub/acl").chmod(0o600)
    assert write_tree(tree(FIRST), out).written == ("hub/acl",)
    assert stat.S_IMODE((out / "hub/acl").stat().st_mode) == 0o644


def test_the_manifest_lists_what_stands_there(out: Path) -> None:
    write_tree(tree(FIRST), out)
    manifest = json.loads((out / ".mqttmesh.json").read_text())
    digests = {path: hashlib.sha256((out / path).read_bytes()).hexdigest() for path in FIRST}
    assert manifest == {"format": 1, "files": digests}
    assert list(manifest["files"]) == sorted(FIRST)
    write_tree(tree(FIRST), out, topology='../é"\n.yaml')
    named = {"format": 1, "files": digests, "topology": '../é"\n.yaml'}
    assert json.loads((out / ".mqttmesh.json").read_text()) == named
    assert stat.S_IMODE((out / ".mqttmesh.json").stat().st_mode) == 0o644


def test_the_manifest_is_the_same_bytes_wherever_and_however_often(tmp_path: Path) -> None:
    backwards = dict(reversed(tree(FIRST).items()))
    write_tree(tree(FIRST), tmp_path / "a")
    write_tree(tree({"x": "x"}), tmp_path / "b")
    write_tree(backwards, tmp_path / "b")
    assert (tmp_path / "a/.mqttmesh.json").read_bytes() == (tmp_path / "b/.mqttmesh.json").read_bytes()


@pytest.mark.parametrize("before, after", [("x", "x/y"), ("x/y", "x"), ("x/y/z", "x"), ("x", "x/y/z")])
def test_a_file_becomes_a_folder_and_back(out: Path, before: str, after: str) -> None:
    write_tree(tree({before: "old"}), out)
    write_tree(tree({after: "new"}), out)
    assert contents(out) == {after: "new"}


@pytest.mark.parametrize(
    "path", ["../x", "/x", "a//b", "a/../b", "", ".", "a\nb", ".mqttmesh.json", 'a"b', "a/"]
)
def test_a_path_that_rendering_must_never_make_is_a_bug_of_ours(out: Path, path: str) -> None:
    with pytest.raises(ValueError, match="not a path below"):
        write_tree(tree({path: "x"}), out)
    assert list(out.iterdir()) == []


def test_more_files_than_are_synced_one_by_one(out: Path) -> None:
    files = {f"edge-{number:03}/acl": f"{number}\n" for number in range(300)}
    assert len(write_tree(tree(files), out).written) == 300
    assert contents(out) == files
