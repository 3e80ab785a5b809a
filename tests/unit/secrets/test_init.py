"""What is missing is made, privately; what is there stays to the byte."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mqttmesh.errors import EnvironmentProblem, UsageError
from mqttmesh.secrets import check, init, password_file_text
from tests.support.secrets import (
    EDGE_ENTRIES,
    ENVIRONMENT,
    FILES,
    HUB_ENTRIES,
    METER,
    USERS,
    entries,
    lets_in,
    mesh_with_users,
    secret,
)
from tests.support.topologies import resolved

ANONYMOUS = """\
bridge: {tls: false}
hub:
  host: mqtt.grid.example
  auth: {spokes: anonymous}
  listeners: [{port: 1883, allow_anonymous: true}]
"""


def state(folder: Path) -> dict[str, tuple[bytes, int, int]]:
    """Content, number and time of every file."""
    return {
        str(path): (path.read_bytes(), path.stat().st_ino, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_every_secret_that_is_missing_is_made_and_let_in(tmp_path: Path) -> None:
    done = init(mesh_with_users(tmp_path), tmp_path, ENVIRONMENT)
    assert set(done.created) == {*FILES, METER}
    assert set(done.updated) == {HUB_ENTRIES, EDGE_ENTRIES}
    assert done.problems == ()
    assert set(entries(tmp_path, HUB_ENTRIES)) == {"edge-1", "edge-2", "historian", "panel"}
    assert lets_in(tmp_path, HUB_ENTRIES, secret(tmp_path, "secrets/edge-1.password")) == {"edge-1"}
    assert lets_in(tmp_path, HUB_ENTRIES, secret(tmp_path, "secrets/hub/historian.password")) == {"historian"}
    assert lets_in(tmp_path, HUB_ENTRIES, "of the panel") == {"panel"}
    assert lets_in(tmp_path, EDGE_ENTRIES, secret(tmp_path, METER)) == {"meter"}


def test_no_two_secrets_are_alike_and_each_is_long(tmp_path: Path) -> None:
    init(mesh_with_users(tmp_path), tmp_path, ENVIRONMENT)
    made = [secret(tmp_path, file) for file in (*FILES, METER)]
    assert len(set(made)) == 4
    assert all(len(text) >= 22 for text in made)  # 128 bits in base64


def test_a_second_call_changes_no_byte(tmp_path: Path) -> None:
    mesh = mesh_with_users(tmp_path)
    init(mesh, tmp_path, ENVIRONMENT)
    before = state(tmp_path / "secrets")
    done = init(mesh, tmp_path, ENVIRONMENT)
    assert (done.created, done.updated, done.problems) == ((), (), ())
    assert state(tmp_path / "secrets") == before


def test_a_password_of_ones_own_is_kept_and_hashed(tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir(0o700)
    (tmp_path / "secrets/edge-1.password").write_bytes(b"of my own")
    assert "secrets/edge-1.password" not in init(mesh_with_users(tmp_path), tmp_path, ENVIRONMENT).created
    assert (tmp_path / "secrets/edge-1.password").read_bytes() == b"of my own"
    assert lets_in(tmp_path, HUB_ENTRIES, "of my own") == {"edge-1"}


def test_only_the_entry_whose_secret_changed_is_hashed_again(tmp_path: Path) -> None:
    mesh = mesh_with_users(tmp_path)
    init(mesh, tmp_path, ENVIRONMENT)
    before = entries(tmp_path, HUB_ENTRIES)
    (tmp_path / "secrets/edge-1.password").write_text("another\n")
    assert init(mesh, tmp_path, ENVIRONMENT).updated == (HUB_ENTRIES,)
    after = entries(tmp_path, HUB_ENTRIES)
    assert {user for user in after if after[user] != before[user]} == {"edge-1"}
    assert lets_in(tmp_path, HUB_ENTRIES, "another") == {"edge-1"}


def test_a_variable_that_is_not_set_is_named_and_its_user_keeps_the_entry_it_has(tmp_path: Path) -> None:
    mesh = mesh_with_users(tmp_path)
    assert [problem.subject for problem in init(mesh, tmp_path, {}).problems] == ["PANEL"]
    assert "panel" not in entries(tmp_path, HUB_ENTRIES)
    init(mesh, tmp_path, ENVIRONMENT)
    before = entries(tmp_path, HUB_ENTRIES)["panel"]
    assert [problem.subject for problem in init(mesh, tmp_path, {}).problems] == ["PANEL"]
    assert entries(tmp_path, HUB_ENTRIES)["panel"] == before


def test_who_is_no_user_any_more_is_let_in_no_more(tmp_path: Path) -> None:
    init(mesh_with_users(tmp_path), tmp_path, ENVIRONMENT)
    fewer = USERS.replace('    - {name: historian, read: ["#"]}\n', "")
    fewer = fewer.replace('    users: [{name: meter, write: ["sensors/#"]}]\n', "")
    fewer = fewer.replace("{port: 1883}", "{port: 1883, allow_anonymous: true}")
    done = init(mesh_with_users(tmp_path, fewer), tmp_path, ENVIRONMENT)
    assert set(done.updated) == {HUB_ENTRIES, EDGE_ENTRIES}
    assert set(entries(tmp_path, HUB_ENTRIES)) == {"edge-1", "edge-2", "panel"}
    assert not (tmp_path / EDGE_ENTRIES).exists()


def test_a_mesh_without_passwords_gets_no_folder(tmp_path: Path) -> None:
    mesh = resolved(tmp_path, ANONYMOUS)
    done = init(mesh, tmp_path)
    assert (done.created, done.updated, done.problems) == ((), (), ())
    assert not (tmp_path / "secrets").exists()


def test_many_calls_at_once_make_each_secret_once(tmp_path: Path) -> None:
    mesh = mesh_with_users(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        calls = list(pool.map(lambda _: init(mesh, tmp_path, ENVIRONMENT), range(8)))
    assert sorted(file for done in calls for file in done.created) == sorted([*FILES, METER])
    assert sorted(file for done in calls for file in done.updated) == [EDGE_ENTRIES, HUB_ENTRIES]
    assert check(mesh, tmp_path, ENVIRONMENT) == ()


def test_what_the_file_system_refuses_is_named(tmp_path: Path) -> None:
    mesh = mesh_with_users(tmp_path)
    (tmp_path / "secrets").write_text("a file\n")
    with pytest.raises(EnvironmentProblem, match=f"{tmp_path}/secrets: (File exists|Not a directory)"):
        init(mesh, tmp_path, ENVIRONMENT)


@pytest.mark.parametrize("user", ["", "a:b", "#a", " a", "a ", "a\nb", "a\0b"])
def test_a_name_that_mosquitto_would_read_otherwise_is_refused(user: str) -> None:
    with pytest.raises(UsageError, match="cannot stand in a password file"):
        password_file_text({"edge": "$7$", user: "$7$"})


def test_names_that_mosquitto_reads_as_they_are_stand_in_order() -> None:
    assert password_file_text({"b c": "2", "a#": "1", "Ä@x": "3"}) == "b c:2\na#:1\nÄ@x:3\n"
