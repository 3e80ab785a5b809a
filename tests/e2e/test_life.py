"""A mesh's life on every engine: converging, changing, being interrupted, leaving nothing behind."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.conftest import Engine
from tests.support.clients import connected
from tests.support.meshes import StartedMesh
from tests.support.waiting import wait_until


@pytest.fixture
def grid(engine: Engine, tmp_path: Path) -> Iterator[StartedMesh]:
    """A hub and two spokes, not up yet."""
    with engine(tmp_path / "grid") as mesh:
        yield mesh


def test_up_twice_leaves_everything_as_it_is(grid: StartedMesh) -> None:
    grid.mqttmesh("up")
    pids = grid.pids()
    assert set(pids) == {"hub", "edge-1", "edge-2"}
    assert "left 3 as they were" in grid.mqttmesh("up")
    assert grid.pids() == pids


def test_an_edit_restarts_only_the_broker_it_concerns(grid: StartedMesh) -> None:
    grid.mqttmesh("up")
    before = grid.pids()
    with grid.topology.open("a") as topology:
        topology.write("  - {name: edge-1, override: true, queue: {messages: 7}}\n")
    assert "started 1: edge-1" in grid.mqttmesh("up")
    after = grid.pids()
    assert after["edge-1"] != before["edge-1"]
    assert (after["hub"], after["edge-2"]) == (before["hub"], before["edge-2"])


def test_a_port_that_is_taken_is_named_and_what_runs_stays(grid: StartedMesh) -> None:
    grid.mqttmesh("up")
    address, pids = grid.address("edge-1"), grid.pids()
    grid.edit(
        "listeners: [{port: 1883, allow_anonymous: true}]", "listeners: [{port: 2883, allow_anonymous: true}]"
    )
    with socket.create_server((address, 2883)):
        said = grid.mqttmesh("up", expect=3)
    assert f"edge-1 cannot listen on {address}:2883" in said
    assert grid.pids() == pids
    assert "started 2: edge-1, edge-2" in grid.mqttmesh("up")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_up_stops_what_it_started(grid: StartedMesh, number: signal.Signals) -> None:
    grid.edit("edge-{1..2}", "edge-{1..12}")
    with grid.topology.open("a") as topology:  # one that never connects, so that `up` is not done before
        topology.write("  - {name: edge-1, override: true, bridge: {bind_address: 192.0.2.1}}\n")
    command = grid.begin("up")
    wait_until(lambda: len(grid.pids()) > 2, within=30, what="the first brokers", logs=grid.logs)
    command.send_signal(number)
    output, _ = command.communicate(timeout=90)
    assert command.returncode == 130, output
    assert grid.pids() == {}


def test_two_commands_at_once_do_not_get_in_each_others_way(grid: StartedMesh) -> None:
    commands = [grid.begin("up"), grid.begin("up")]
    ended = {command.communicate(timeout=120)[0]: command.returncode for command in commands}
    assert 0 in ended.values()
    for output, code in ended.items():
        assert code == 0 or (code == 3 and "another command works on the mesh grid" in output)
    assert len(grid.pids()) == 3


def test_two_meshes_of_one_name_run_beside_each_other(
    grid: StartedMesh, engine: Engine, tmp_path: Path
) -> None:
    with engine(tmp_path / "other") as other:
        first, second = grid.begin("up"), other.begin("up")
        for command in (first, second):
            output, _ = command.communicate(timeout=120)
            assert command.returncode == 0, output
        assert len(grid.pids()) == len(other.pids()) == 3
        assert grid.address("hub") != other.address("hub")
        other.mqttmesh("down")
        assert len(grid.pids()) == 3


def test_down_leaves_what_brokers_saved_and_nothing_else(grid: StartedMesh) -> None:
    grid.mqttmesh("up")
    with connected(grid.address("edge-1"), 1883) as edge:
        edge.publish("kept/word", "stays", retain=True)
    grid.mqttmesh("down")
    assert grid.pids() == {}
    grid.mqttmesh("up")
    with connected(grid.address("edge-1"), 1883) as edge:
        edge.subscribe("kept/#")
        assert edge.receive() == ("kept/word", "stays")
    grid.mqttmesh("down")
    grid.mqttmesh("down", "--volumes")
    assert not (grid.topology.parent / ".mqttmesh").exists()
    grid.mqttmesh("up")
    with connected(grid.address("edge-1"), 1883) as edge:
        edge.subscribe("kept/#")
        edge.publish("kept/fence", "fence")
        assert edge.receive_until("fence") == [("kept/fence", "fence")]


def test_a_mesh_is_stopped_while_its_topology_is_broken(grid: StartedMesh) -> None:
    grid.mqttmesh("up")
    text = grid.topology.read_text()
    grid.topology.write_text(text + "nonsense: [\n")
    assert "stopped 3 brokers" in grid.mqttmesh("down")
    grid.topology.write_text(text)


def test_a_mesh_that_was_renamed_is_named_until_it_is_stopped(grid: StartedMesh) -> None:
    grid.mqttmesh("up")
    grid.edit("name: grid\n", "name: mesh\n")
    stop = f"`mqttmesh down {grid.topology} --set name=grid` stops it"
    assert "mesh was not running" in (said := grid.mqttmesh("down"))
    assert stop in said
    for command in ("status", "logs"):
        assert stop in grid.mqttmesh(command, expect=1)
    text = grid.topology.read_text()
    grid.topology.write_text(text + "nonsense: [\n")
    assert "stopped 3 brokers" in grid.mqttmesh("down", "--set", "name=grid")
    grid.topology.write_text(text)
    assert stop not in grid.mqttmesh("down")
    grid.edit("name: mesh\n", "name: grid\n")
