"""What is wrong with secrets: each problem named by its file or variable, nothing changed, nothing shown."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from mqttmesh.mesh import Mesh
from mqttmesh.secrets import ProblemKind, check, init
from tests.support.secrets import (
    EDGE_ENTRIES,
    ENVIRONMENT,
    FILES,
    HUB_ENTRIES,
    METER,
    entries,
    mesh_with_users,
    secret,
)

SPOKE, _, HISTORIAN = FILES


@pytest.fixture
def mesh(tmp_path: Path) -> Mesh:
    """A mesh whose secrets are all there, and sound."""
    mesh = mesh_with_users(tmp_path)
    init(mesh, tmp_path, ENVIRONMENT)
    return mesh


def found(mesh: Mesh, folder: Path, environment: dict[str, str] | None = None) -> set[tuple[str, str]]:
    """Every problem's kind and subject; none shows a secret, each says what to do."""
    files = [folder / file for file in (*FILES, METER)]
    known = [file.read_bytes().decode(errors="replace").strip() for file in files if file.is_file()]
    problems = check(mesh, folder, ENVIRONMENT if environment is None else environment)
    for problem in problems:
        assert not [text for text in known if text and text in f"{problem.message} {problem.hint}"]
        assert problem.hint
    return {(problem.kind.value, problem.subject) for problem in problems}


def test_secrets_that_are_sound_have_no_problem(mesh: Mesh, tmp_path: Path) -> None:
    assert found(mesh, tmp_path) == set()


def write(content: bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(content)


def chmod(mode: int) -> Callable[[Path], object]:
    return lambda path: path.chmod(mode)


def without(user: str) -> Callable[[Path], object]:
    def strike(path: Path) -> None:
        lines = path.read_text().splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.startswith(f"{user}:")))

    return strike


def linked(path: Path) -> None:
    path.rename(path.with_name("target"))
    path.symlink_to("target")


def folder_instead(path: Path) -> None:
    path.unlink()
    path.mkdir(0o700)


@pytest.mark.parametrize(
    ("file", "spoil", "problems"),
    [
        (HISTORIAN, Path.unlink, {("missing", HISTORIAN)}),
        (METER, Path.unlink, {("missing", METER)}),
        (HUB_ENTRIES, Path.unlink, {("missing", HUB_ENTRIES)}),
        ("secrets/.gitignore", Path.unlink, {("missing", "secrets/.gitignore")}),
        (SPOKE, write(b"changed\n"), {("stale", HUB_ENTRIES)}),
        (METER, write(b"changed\n"), {("stale", EDGE_ENTRIES)}),
        (HUB_ENTRIES, without("edge-1"), {("stale", HUB_ENTRIES)}),
        (HUB_ENTRIES, write(b""), {("stale", HUB_ENTRIES)}),
        (SPOKE, write(b""), {("bad", SPOKE)}),
        (SPOKE, write(b"two\nlines\n"), {("bad", SPOKE)}),
        (SPOKE, write(b"\xff\n"), {("bad", SPOKE)}),
        (SPOKE, folder_instead, {("bad", SPOKE)}),
        (HUB_ENTRIES, linked, {("bad", HUB_ENTRIES)}),
        (HUB_ENTRIES, folder_instead, {("bad", HUB_ENTRIES)}),
        (SPOKE, chmod(0o640), {("too-open", SPOKE)}),
        (SPOKE, chmod(0o602), {("too-open", SPOKE)}),
        (HUB_ENTRIES, chmod(0o604), {("too-open", HUB_ENTRIES)}),
        ("secrets", chmod(0o755), {("too-open", "secrets")}),
        ("secrets/hub", chmod(0o711), {("too-open", "secrets/hub")}),
        (HISTORIAN, linked, set()),
    ],
)
def test_a_problem_is_named(
    file: str,
    spoil: Callable[[Path], object],
    problems: set[tuple[str, str]],
    mesh: Mesh,
    tmp_path: Path,
) -> None:
    spoil(tmp_path / file)
    assert found(mesh, tmp_path) == problems


def test_a_variable_that_is_not_set_is_missing(mesh: Mesh, tmp_path: Path) -> None:
    assert found(mesh, tmp_path, {}) == {("missing", "PANEL")}


def test_a_variable_that_changed_makes_its_entry_stale(mesh: Mesh, tmp_path: Path) -> None:
    assert found(mesh, tmp_path, {"PANEL": "changed"}) == {("stale", HUB_ENTRIES)}


def test_a_variable_that_is_no_password_is_bad(mesh: Mesh, tmp_path: Path) -> None:
    assert found(mesh, tmp_path, {"PANEL": " changed"}) == {("bad", "PANEL")}


def test_before_init_everything_is_missing(tmp_path: Path) -> None:
    assert found(mesh_with_users(tmp_path), tmp_path) == {
        ("missing", place) for place in (*FILES, METER, HUB_ENTRIES, EDGE_ENTRIES)
    }


def test_an_entry_of_a_stranger_is_named(mesh: Mesh, tmp_path: Path) -> None:
    with (tmp_path / HUB_ENTRIES).open("a") as file:
        file.write(f"mallory:{entries(tmp_path, HUB_ENTRIES)['edge-1']}\n")
    (problem,) = check(mesh, tmp_path, ENVIRONMENT)
    assert problem.kind is ProblemKind.STALE
    assert "lets in mallory, who is no user of hub" in problem.message


def test_an_entry_that_only_2_1_reads_is_stale(mesh: Mesh, tmp_path: Path) -> None:
    """Mosquitto 2.0 reads no salt but one of 12 bytes; 2.1 makes longer ones."""
    salt, password = os.urandom(64), secret(tmp_path, METER)
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, 1000)
    parts = [base64.b64encode(part).decode() for part in (salt, digest)]
    (tmp_path / EDGE_ENTRIES).write_text(f"meter:$7$1000${'$'.join(parts)}\n")
    assert found(mesh, tmp_path) == {("stale", EDGE_ENTRIES)}


@pytest.mark.parametrize("mine", [True, False])
def test_a_secret_that_another_user_can_change_is_too_open(
    mine: bool, mesh: Mesh, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = 54_321
    if os.geteuid() == 0:
        os.chown(tmp_path / SPOKE, owner, owner)
    else:
        owner = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: owner if mine else owner + 1)
    assert (("too-open", SPOKE) in found(mesh, tmp_path)) is not mine


def test_checking_changes_nothing(mesh: Mesh, tmp_path: Path) -> None:
    (tmp_path / SPOKE).unlink()
    (tmp_path / METER).chmod(0o644)
    before = {path: path.lstat() for path in tmp_path.rglob("*")}
    check(mesh, tmp_path, ENVIRONMENT)
    after = {path: path.lstat() for path in tmp_path.rglob("*")}
    assert {path: (status.st_mode, status.st_mtime_ns) for path, status in after.items()} == {
        path: (status.st_mode, status.st_mtime_ns) for path, status in before.items()
    }
