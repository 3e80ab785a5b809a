"""What is the native engine's own: broker processes that reload, die, and are found again."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.brokers import MosquittoBinary
from tests.support.clients import connected
from tests.support.native import NativeMesh, native_mesh, of_topology
from tests.support.waiting import wait_until


@pytest.fixture
def grid(mosquitto: MosquittoBinary, tmp_path: Path) -> Iterator[NativeMesh]:
    """A hub and two spokes, not up yet."""
    with native_mesh(tmp_path / "grid", mosquitto) as mesh:
        yield mesh


def ended(pid: int) -> bool:
    return not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes()


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


def test_the_longest_name_of_a_spoke_leaves_room_for_its_socket(grid: NativeMesh) -> None:
    grid.edit("edge-{1..2}", "n" * 63)
    assert "1 of 1 bridges are connected" in grid.mqttmesh("up")


def test_a_broker_that_ends_at_its_start_is_named_with_its_log(grid: NativeMesh) -> None:
    broken = "extra_config: {unchecked: true, broker: [no_such_option 1]}"
    grid.edit("    anonymous:", f"    {broken} # mqttmesh: ignore[raw-unknown-option]\n    anonymous:")
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


def test_without_mosquitto_it_says_what_to_install(grid: NativeMesh, tmp_path: Path) -> None:
    missing = MosquittoBinary(grid.mosquitto.version, tmp_path / "nowhere/mosquitto")
    said = of_topology(grid.topology, grid.name, missing).mqttmesh("up", expect=3)
    assert "nowhere/mosquitto" in said


def test_the_observation_socket_shows_the_brokers_own_state_and_nothing_else(
    grid: NativeMesh, mosquitto: MosquittoBinary
) -> None:
    def read(topic: str) -> subprocess.CompletedProcess[str]:
        socket = grid.run / "hub/sock"
        argv: list[str | Path] = [mosquitto.sub, "--unix", socket, "-t", topic, "-C", "1", "-W", "2"]
        return subprocess.run(argv, capture_output=True, text=True, check=False)

    grid.mqttmesh("up")
    secret = grid.password("hub/historian")
    with connected(grid.address("hub"), 8883, user="historian", password=secret, authority=grid.root) as hub:
        hub.publish("sites/edge-1/commands/kept", "secret", retain=True)
        assert "mosquitto version" in read("$SYS/broker/version").stdout
        assert read("sites/#").stdout == ""
        hub.publish("sites/edge-1/commands/kept", "", retain=True)
