"""What is remembered between commands: whole, private, and one sentence where it cannot be read."""

from __future__ import annotations

import fcntl
import json
import stat
from pathlib import Path
from typing import TextIO

import pytest

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.runtime.ending import down
from mqttmesh.runtime.places import Places, clear_state, make_state, meshes_beside, places
from mqttmesh.runtime.state import KnownMesh, known_broker, recall, remember, sole_command
from tests.support.topologies import broker, resolved


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The state folder of the mesh `grid`."""
    place = places(tmp_path, "grid")
    make_state(place)
    return place.state


@pytest.fixture
def place(state: Path, tmp_path: Path) -> Places:
    """Where the mesh `grid` keeps its things; made already."""
    return places(tmp_path, "grid")


@pytest.fixture
def known(tmp_path: Path) -> KnownMesh:
    mesh = resolved(tmp_path)
    addresses = {"hub": "127.77.0.1", "edge-1": "127.77.0.2"}
    known = {
        name: known_broker(broker(mesh, name), address, broker(mesh, name).listeners)
        for name, address in addresses.items()
    }
    return KnownMesh(engine="native", release="2.0.22", development=True, brokers=known)


def test_what_was_remembered_is_recalled(state: Path, known: KnownMesh, tmp_path: Path) -> None:
    assert recall(state) is None
    remember(state, known)
    assert recall(state) == known
    assert meshes_beside(tmp_path) == ("grid",)
    down(tmp_path, "grid")
    assert recall(state) is None
    assert meshes_beside(tmp_path) == ()


def test_a_broker_is_remembered_where_it_listens(known: KnownMesh) -> None:
    (door,) = known.brokers["hub"].listeners
    assert (door.address, door.port, door.protocol, door.tls) == ("127.77.0.1", 8883, "mqtt", True)
    assert known.brokers["hub"].topic == ""
    assert known.brokers["edge-1"].topic == "$SYS/broker/connection/grid.edge-1/state"


@pytest.mark.parametrize(
    "content", [b"", b"{", b"\xff", b"null", b"[]", b"{}", b'{"brokers": 7, "release": ""}']
)
def test_a_damaged_file_is_named_with_its_cure(content: bytes, state: Path, tmp_path: Path) -> None:
    (state / "state.json").write_bytes(content)
    with pytest.raises(EnvironmentProblem, match=r"state\.json is damaged") as caught:
        recall(state)
    assert "mqttmesh down" in caught.value.hint
    assert down(tmp_path, "grid").stopped == 0
    assert recall(state) is None


@pytest.mark.parametrize("key", ["role", "address", "topic", "lazy", "listeners"])
def test_a_file_of_another_version_is_named(key: str, state: Path, known: KnownMesh) -> None:
    remember(state, known)
    stored = json.loads((state / "state.json").read_text())
    del stored["brokers"]["edge-1"][key]
    (state / "state.json").write_text(json.dumps(stored))
    with pytest.raises(EnvironmentProblem, match="of another version of mqttmesh"):
        recall(state)


def test_a_folder_in_its_place_is_named(state: Path) -> None:
    (state / "state.json").mkdir()
    with pytest.raises(EnvironmentProblem, match=r"state\.json cannot be read: Is a directory"):
        recall(state)


def test_what_is_remembered_is_ours_alone(state: Path, known: KnownMesh) -> None:
    remember(state, known)
    private = (state.parent, state, state / "state.json")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in private}
    assert modes == {".mqttmesh": 0o700, "grid": 0o700, "state.json": 0o600}
    assert (state.parent / ".gitignore").read_text() == "*\n"


def test_two_commands_do_not_work_on_one_mesh(place: Places) -> None:
    said = "another command works on the mesh grid"
    with sole_command(place), pytest.raises(EnvironmentProblem, match=said), sole_command(place):
        pytest.fail("two at once")
    with sole_command(place):
        assert (place.state / "lock").is_file()


def test_two_meshes_are_worked_on_at_once(place: Places, tmp_path: Path) -> None:
    other = places(tmp_path, "other")
    with sole_command(place), sole_command(other):
        assert other.state != place.state


def test_what_is_cleared_goes_with_its_lock_and_the_next_command_has_its_own(place: Places) -> None:
    with sole_command(place):
        clear_state(place)
        assert not place.state.parent.exists()
        with sole_command(place):
            assert (place.state / "lock").is_file()


def test_a_lock_that_went_while_it_was_waited_for_is_not_taken(
    place: Places, known: KnownMesh, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock = fcntl.flock
    calls: list[TextIO] = []

    def cleared_before(file: TextIO, operation: int) -> None:
        if not calls:
            clear_state(place)
        calls.append(file)
        flock(file, operation)

    monkeypatch.setattr(fcntl, "flock", cleared_before)
    with sole_command(place):
        remember(place.state, known)
    assert len(calls) == 2
    assert recall(place.state) == known


def test_what_brokers_saved_is_not_cleared(place: Places) -> None:
    (place.state / "data").mkdir()
    (place.state / "pki").mkdir()
    with sole_command(place):
        clear_state(place)
    assert sorted(entry.name for entry in place.state.iterdir()) == ["data", "lock"]


def test_other_meshes_stay_when_one_is_cleared(place: Places, tmp_path: Path) -> None:
    make_state(other := places(tmp_path, "other"))
    with sole_command(place):
        clear_state(place)
    assert other.state.is_dir()
    assert (place.state.parent / ".gitignore").is_file()
    assert not place.state.exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / ".mqttmesh").write_text("a file\n")
    with pytest.raises(EnvironmentProblem, match=r"\.mqttmesh/grid cannot be written"):
        make_state(places(tmp_path, "grid"))


def test_meshes_of_one_name_in_two_folders_have_nothing_together(tmp_path: Path) -> None:
    first, second = places(tmp_path / "a", "grid"), places(tmp_path / "b", "grid")
    assert {first.state, first.run, first.data}.isdisjoint({second.state, second.run, second.data})
