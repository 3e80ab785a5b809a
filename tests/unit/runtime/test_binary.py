"""Which Mosquitto runs: the one that is named, else the first that is found, and none that is not one."""

from __future__ import annotations

from pathlib import Path

import pytest

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.runtime import binary
from mqttmesh.runtime.binary import find_mosquitto
from tests.support.brokers import MosquittoBinary

NAMED = "MQTTMESH_MOSQUITTO"


def program(path: Path, says: str) -> Path:
    """A program that says something when it is asked for help."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{says}\n")
    path.chmod(0o755)
    return path


def test_both_versions_are_known_by_what_they_say(
    mosquitto: MosquittoBinary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAMED, str(mosquitto.path))
    found = find_mosquitto()
    assert (found.path, found.release) == (mosquitto.path, mosquitto.version)
    assert found.version.startswith(f"{mosquitto.version}.")


@pytest.mark.parametrize(
    ("version", "release"),
    [("2.0.0", "2.0"), ("2.0.22", "2.0"), ("2.1.2", "2.1"), ("2.2.0", "2.1"), ("3.0.1", "2.1")],
)
def test_a_later_release_is_taken_for_the_latest_that_is_known(
    version: str, release: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAMED, str(program(tmp_path / "m", f"echo mosquitto version {version}; exit 3")))
    found = find_mosquitto()
    assert (found.version, found.release) == (version, release)


@pytest.mark.parametrize("version", ["1.6.15", "1.99.0", "0.15.0"])
def test_one_that_is_too_old_is_refused(
    version: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(NAMED, str(program(tmp_path / "m", f"echo mosquitto version {version}")))
    with pytest.raises(EnvironmentProblem, match=f"is Mosquitto {version.rpartition('.')[0]}") as caught:
        find_mosquitto()
    assert "2.0 or later" in caught.value.hint


@pytest.mark.parametrize("says", ["", "echo nginx version: 1.2.3", "echo mosquitto", "exit 1"])
def test_another_program_is_no_mosquitto(says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAMED, str(program(tmp_path / "m", says)))
    with pytest.raises(EnvironmentProblem, match=f"{tmp_path}/m is not Mosquitto"):
        find_mosquitto()


def test_what_it_says_need_not_be_utf_8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAMED, str(program(tmp_path / "m", r"printf '\377\376\n'")))
    with pytest.raises(EnvironmentProblem, match="is not Mosquitto"):
        find_mosquitto()


def test_one_that_is_named_and_missing_is_not_replaced_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "PATH", str(program(tmp_path / "bin/mosquitto", "echo mosquitto version 2.0.22").parent)
    )
    monkeypatch.setenv(NAMED, str(tmp_path / "missing"))
    with pytest.raises(EnvironmentProblem, match=f"{tmp_path}/missing does not run") as caught:
        find_mosquitto()
    assert NAMED in caught.value.hint


@pytest.mark.parametrize("spoil", ["not executable", "a folder"])
def test_what_does_not_run_is_named(spoil: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "m"
    path.mkdir() if spoil == "a folder" else path.write_text("#!/bin/sh\n")
    monkeypatch.setenv(NAMED, str(path))
    with pytest.raises(EnvironmentProblem, match=f"{path} does not run"):
        find_mosquitto()


def test_the_first_on_the_path_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = program(tmp_path / "first/mosquitto", "echo mosquitto version 2.0.22")
    second = program(tmp_path / "second/mosquitto", "echo mosquitto version 2.1.2")
    monkeypatch.setenv("PATH", f"{first.parent}:{second.parent}")
    assert find_mosquitto().path == first


def test_the_systems_folders_are_looked_into_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    system = program(tmp_path / "sbin/mosquitto", "echo mosquitto version 2.0.22")
    monkeypatch.setattr(binary, "_SYSTEM_FOLDERS", str(system.parent))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_mosquitto().path == system


def test_without_any_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binary, "_SYSTEM_FOLDERS", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentProblem, match="there is no mosquitto on this machine") as caught:
        find_mosquitto()
    assert "apt-get install mosquitto" in caught.value.hint
    assert NAMED in caught.value.hint
