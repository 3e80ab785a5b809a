"""A file of somebody's own is replaced whole or not at all, and stays theirs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mqttmesh.errors import EnvironmentProblem, OutOfDateError
from mqttmesh.write.rewrite import rewrite


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "mesh.yaml"
    path.write_text("old\n")
    return path


def test_the_text_is_new_and_nothing_else_is(path: Path) -> None:
    path.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(path, 1234, 5678)
    before = path.stat()
    rewrite(path, "old\n", "new\n")
    after = path.stat()
    assert path.read_text() == "new\n"
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert [entry.name for entry in path.parent.iterdir()] == ["mesh.yaml"]


def test_a_reader_has_the_old_file_or_the_new_one(path: Path) -> None:
    with path.open() as reader:
        rewrite(path, "old\n", "new\n")
        assert reader.read() == "old\n"


def test_a_mark_and_line_ends_stay(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbfold\r\n")
    rewrite(path, "old\r\n", "new\r\n")
    assert path.read_bytes() == b"\xef\xbb\xbfnew\r\n"


def test_a_link_stays_one(path: Path) -> None:
    link = path.with_name("link.yaml")
    link.symlink_to(path)
    rewrite(link, "old\n", "new\n")
    assert link.is_symlink()
    assert path.read_text() == "new\n"


def test_what_somebody_wrote_meanwhile_is_kept(path: Path) -> None:
    path.write_text("newer\n")
    with pytest.raises(OutOfDateError, match="has changed meanwhile"):
        rewrite(path, "old\n", "new\n")
    assert path.read_text() == "newer\n"


def test_a_file_that_cannot_be_written_is_as_it_was(path: Path) -> None:
    path.with_name(".mesh.yaml.new").mkdir()
    with pytest.raises(EnvironmentProblem, match=r"mesh\.yaml cannot be written"):
        rewrite(path, "old\n", "new\n")
    assert path.read_text() == "old\n"
