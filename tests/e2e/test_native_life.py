"""A native mesh's life: converging, changing, dying, being interrupted, and leaving nothing behind."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.brokers import MosquittoBinary
from tests.support.clients import connected
from tests.support.native import NativeMesh, native_mesh
from tests.support.waiting import wait_until


@pytest.fixture
def grid(mosquitto: MosquittoBinary, tmp_path: Path) -> Iterator[NativeMesh]:
    """A hub and two spokes, not up yet."""
    with native_mesh(tmp_path / "grid", mosquitto) as mesh:
        yield mesh


def ended(pid: int) -> bool:
    return not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes()


def test_up_twice_leaves_everything_as_it_is(grid: NativeMesh) -> None:
    grid.mqttmesh("up")
    pids = grid.pids()
    assert set(pids) == {"hub", "edge-1", "edge-2"}
    assert "left 3 as they were" in grid.mqttmesh("up")
    assert grid.pids() == pids


def test_an_edit_restarts_only_the_broker_it_concerns(grid: NativeMesh) -> None:
    grid.mqttmesh("up")
    before = grid.pids()
    with grid.topology.open("a") as topology:
        topology.write("  - {name: edge-1, override: true, queue: {messages: 7}}\n")
    assert "started 1: edge-1" in grid.mqttmesh("up")
    after = grid.pids()
    assert after["edge-1"] != before["edge-1"]
    assert (after["hub"], after["edge-2"]) == (before["hub"], before["edge-2"])


def test_spokes_join_and_leave_while_the_hub_only_reloads(grid: NativeMesh) -> None:
    grid.mqttmesh("up")
    before, address = grid.pids(), grid.address("edge-2")
    grid.edit("edge-{1..2}", "edge-{1..4}")
    said = grid.mqttmesh("up")
    assert "started 2: edge-3, edge-4" in said
    assert "reloaded 1: hub" in said
    assert {name: grid.pids()[name] for name in before} == before
    assert grid.address("edge-2") == address
    grid.edit("edge-{1..4}", "edge-{2..4}")
    assert "stopped 1: edge-1" in grid.mqttmesh("up")
    assert "edge-1" not in grid.pids()
    assert grid.address("edge-2") == address


def test_a_new_password_reaches_both_ends(grid: NativeMesh) -> None:
    grid.mqttmesh("up")
    (grid.topology.parent / "secrets/edge-1.password").write_text("another-secret\n")
    said = grid.mqttmesh("up")
    assert "started 1: edge-1" in said
    assert "reloaded 1: hub" in said


def test_a_broker_that_dies_stays_down_and_is_shown_with_its_log(grid: NativeMesh) -> None:
    grid.mqttmesh("up")
    pid = grid.pids()["edge-2"]
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: ended(pid), within=10, what="the end of edge-2", logs=grid.logs)
    shown = grid.mqttmesh("status", expect=1)
    assert "edge-2 ended:" in shown
    assert "mosquitto version" in shown
    assert "2 of 3 brokers run" in shown
    assert "started 1: edge-2" in grid.mqttmesh("up")
    grid.mqttmesh("status")


def test_a_port_that_is_taken_is_named_and_nothing_is_left(grid: NativeMesh) -> None:
    grid.mqttmesh("up")
    address = grid.address("edge-1")
    grid.edit(
        "listeners: [{port: 1883, allow_anonymous: true}]", "listeners: [{port: 2883, allow_anonymous: true}]"
    )
    with socket.create_server((address, 2883)):
        said = grid.mqttmesh("up", expect=3)
    assert f"edge-1 cannot listen on {address}:2883" in said
    assert "edge-1" not in grid.pids()
    grid.mqttmesh("up")


def test_a_broker_that_ends_at_its_start_is_named_with_its_log(grid: NativeMesh) -> None:
    grid.edit(
        "    anonymous:",
        "    extra_config: {unchecked: true, broker: [no_such_option 1]}\n    anonymous:",
    )
    said = grid.mqttmesh("up", expect=3)
    assert "ended with exit code" in said
    assert "no_such_option" in said
    assert grid.pids() == {}


def test_a_spoke_whose_password_the_hub_does_not_know_is_shown_without_its_bridge(grid: NativeMesh) -> None:
    grid.mqttmesh("up")
    passwords = grid.run / "hub/passwords"
    entries = dict(line.split(":", 1) for line in passwords.read_text().splitlines())
    entries["edge-1"] = entries["historian"]
    passwords.write_text("".join(f"{user}:{entry}\n" for user, entry in entries.items()))
    os.kill(grid.pids()["hub"], signal.SIGHUP)
    wait_until(
        lambda: grid.status()["edge-1"]["bridge"] == "down", within=30, what="a refusal", logs=grid.logs
    )
    assert grid.status()["edge-2"]["bridge"] == "up"
    assert "1 of 2 bridges are connected" in grid.mqttmesh("status", expect=1)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_up_stops_what_it_started(grid: NativeMesh, number: signal.Signals) -> None:
    grid.edit("edge-{1..2}", "edge-{1..40}")
    command = grid.begin("up")
    wait_until(lambda: len(grid.pids()) > 2, within=30, what="the first brokers", logs=grid.logs)
    command.send_signal(number)
    output, _ = command.communicate(timeout=30)
    assert command.returncode == 130, output
    assert grid.pids() == {}


def test_after_a_crash_of_ours_the_next_up_takes_over(grid: NativeMesh) -> None:
    grid.edit("edge-{1..2}", "edge-{1..40}")
    command = grid.begin("up")
    wait_until(lambda: len(grid.pids()) > 2, within=30, what="the first brokers", logs=grid.logs)
    command.kill()
    command.communicate(timeout=30)
    survivors = grid.pids()
    assert survivors
    grid.mqttmesh("up")
    assert len(grid.pids()) == 41
    assert survivors.items() <= grid.pids().items()


def test_after_a_crash_of_ours_down_finds_every_broker(grid: NativeMesh) -> None:
    grid.edit("edge-{1..2}", "edge-{1..40}")
    command = grid.begin("up")
    wait_until(lambda: len(grid.pids()) > 2, within=30, what="the first brokers", logs=grid.logs)
    command.kill()
    command.communicate(timeout=30)
    grid.mqttmesh("down")
    assert grid.pids() == {}


def test_down_leaves_what_brokers_saved_and_nothing_else(grid: NativeMesh) -> None:
    grid.mqttmesh("up")
    with connected(grid.address("edge-1"), 1883) as edge:
        edge.publish("kept/word", "stays", retain=True)
    grid.mqttmesh("down")
    assert grid.pids() == {}
    assert not grid.run.exists()
    grid.mqttmesh("up")
    with connected(grid.address("edge-1"), 1883) as edge:
        edge.subscribe("kept/#")
        assert edge.receive() == ("kept/word", "stays")
    grid.mqttmesh("down", "--volumes")
    assert not (grid.topology.parent / ".mqttmesh").exists()
    grid.mqttmesh("up")
    with connected(grid.address("edge-1"), 1883) as edge:
        edge.subscribe("kept/#")
        edge.publish("kept/fence", "fence")
        assert edge.receive_until("fence") == [("kept/fence", "fence")]


def test_two_meshes_of_one_name_run_beside_each_other(grid: NativeMesh, tmp_path: Path) -> None:
    with native_mesh(tmp_path / "other", grid.mosquitto) as other:
        first, second = grid.begin("up"), other.begin("up")
        for command in (first, second):
            output, _ = command.communicate(timeout=60)
            assert command.returncode == 0, output
        assert len(grid.pids()) == len(other.pids()) == 3
        assert grid.address("hub") != other.address("hub")
        other.mqttmesh("down")
        assert len(grid.pids()) == 3


def test_two_commands_at_once_do_not_get_in_each_others_way(grid: NativeMesh) -> None:
    commands = [grid.begin("up"), grid.begin("up")]
    ended = {command.communicate(timeout=60)[0]: command.returncode for command in commands}
    assert 0 in ended.values()
    for output, code in ended.items():
        assert code == 0 or (code == 3 and "another command works on the mesh grid" in output)
    assert len(grid.pids()) == 3


def test_a_mesh_is_stopped_while_its_topology_is_broken(grid: NativeMesh) -> None:
    grid.mqttmesh("up")
    text = grid.topology.read_text()
    grid.topology.write_text(text + "nonsense: [\n")
    assert "stopped 3 brokers" in grid.mqttmesh("down")
    grid.topology.write_text(text)


def test_without_mosquitto_it_says_what_to_install(grid: NativeMesh, tmp_path: Path) -> None:
    missing = MosquittoBinary(grid.mosquitto.version, tmp_path / "nowhere/mosquitto")
    said = NativeMesh(grid.topology, grid.name, missing).mqttmesh("up", expect=3)
    assert "nowhere/mosquitto" in said
