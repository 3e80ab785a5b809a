"""`up`, `down` and `status` where nothing runs, and where nothing can."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.commands import mqttmesh


def test_what_was_not_started_does_not_run(folder: Path) -> None:
    status = mqttmesh(folder, "status")
    assert (status.code, status.err) == (1, "")
    assert status.out == "grid is not running; `mqttmesh up` starts it\n"
    machines = mqttmesh(folder, "status", "--json")
    assert (machines.code, json.loads(machines.out)) == (1, None)
    down = mqttmesh(folder, "down")
    assert (down.code, down.out) == (0, "grid was not running\n")
    assert sorted(path.name for path in folder.iterdir()) == ["topology.yaml"]


def test_up_without_mosquitto_makes_nothing(folder: Path) -> None:
    done = mqttmesh(folder, "up", "--engine", "native", MQTTMESH_MOSQUITTO=str(folder / "missing"), PANEL="p")
    assert (done.code, done.out) == (3, "")
    assert "missing does not run" in done.err
    assert "Traceback" not in done.err
    assert sorted(path.name for path in folder.iterdir()) == ["topology.yaml"]


@pytest.mark.parametrize("command", ["status", "down"])
def test_a_topology_that_cannot_be_read_is_said_where_nothing_was_started(command: str, folder: Path) -> None:
    (folder / "topology.yaml").write_text("name: [\n")
    done = mqttmesh(folder, command)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("topology.yaml:")


def test_a_damaged_state_is_said_and_down_is_the_cure(folder: Path) -> None:
    state = folder / ".mqttmesh/grid/state.json"
    state.parent.mkdir(parents=True)
    (folder / ".mqttmesh/.gitignore").write_text("*\n")
    state.write_text("{")
    status = mqttmesh(folder, "status")
    assert (status.code, status.out) == (3, "")
    assert "state.json is damaged" in status.err
    assert "`mqttmesh down`" in status.err
    assert mqttmesh(folder, "down").code == 0
    assert not (folder / ".mqttmesh").exists()


def test_down_says_what_it_removed_of_a_mesh_that_was_not_running(folder: Path) -> None:
    mqttmesh(folder, "certs", "dev")
    down = mqttmesh(folder, "down")
    assert (down.code, down.out) == (0, "grid was not running; removed its development certificates\n")
    assert not (folder / ".mqttmesh").exists()
