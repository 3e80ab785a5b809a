"""What rules of `broker` speak of, at real brokers: raw lines, ports and logs, each with its twin."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from mqttmesh.runtime.places import places
from tests.support.brokers import mosquitto_binary
from tests.support.clients import connected
from tests.support.meshes import GRID
from tests.support.native import NativeMesh, native_mesh
from tests.support.waiting import wait_until

ONE = GRID.replace("edge-{1..2}", "edge-1")
DOOR = "listeners: [{port: 1883, allow_anonymous: true}]"


@pytest.fixture(params=["2.0", "2.1"])
def grid(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[NativeMesh]:
    with native_mesh(tmp_path / "grid", mosquitto_binary(request.param), ONE) as mesh:
        yield mesh


def raw(mesh: NativeMesh, part: str, line: str, rule: str) -> None:
    """Give the spoke a raw line, and say that the rule is known."""
    lines = f"unchecked: true\n      {part}:\n        - {line} # mqttmesh: ignore[{rule}]"
    mesh.edit("    anonymous:", f"    extra_config:\n      {lines}\n    anonymous:")


def heard_at_the_hub(mesh: NativeMesh, topic: str) -> bool:
    """Whether the hub's historian hears what a device of the spoke publishes."""
    secret = mesh.password("hub/historian")
    with (
        connected(mesh.address("hub"), 8883, user="historian", password=secret, authority=mesh.root,
                  name="mqtt.grid.example") as historian,
        connected(mesh.address("edge-1"), 1883) as device,
    ):  # fmt: skip
        historian.subscribe("sites/#")
        device.publish(topic, "asked")
        device.publish("sensors/fence", "fence")
        return any(payload == "asked" for _, payload in historian.receive_until("fence"))


def test_what_a_raw_topic_carries_the_hub_does_not_take(grid: NativeMesh) -> None:
    raw(grid, "bridge", 'topic alarms/# out 1 "" sites/edge-1/', "raw-option-with-a-key")
    grid.mqttmesh("up")
    assert not heard_at_the_hub(grid, "alarms/fire")
    topic = '{filter: "sensors/#", remote_prefix: "sites/{spoke}/"}'
    grid.edit(topic, f"{topic}\n  - {topic.replace('sensors', 'alarms')}")
    grid.edit("topic alarms/#", "local_username edge-1 #")
    grid.mqttmesh("up")
    assert heard_at_the_hub(grid, "alarms/fire")


@pytest.mark.parametrize("name", ["kept.db # small", "kept.db"])
def test_a_comment_behind_a_text_is_part_of_it(grid: NativeMesh, name: str) -> None:
    rule = "raw-comment-in-value" if "#" in name else "unused-ignore"
    raw(grid, "broker", f'"persistence_file {name}"', rule)
    grid.mqttmesh("up")
    os.kill(grid.pids()["edge-1"], signal.SIGUSR1)
    kept = places(grid.topology.parent, grid.name).data / "edge-1" / name
    wait_until(kept.is_file, within=10, what=f"a file {kept}", logs=grid.logs)


def test_two_listeners_of_one_port_end_the_broker(grid: NativeMesh) -> None:
    twice = (
        "listeners:\n      - {port: 1883, bind: 192.0.2.10, allow_anonymous: true}\n"
        "      - {port: 1883, bind: 192.0.2.20} # mqttmesh: ignore[port-listened-on-twice]\n"
        "    users: [{name: meter}] # mqttmesh: ignore[user-without-access]"
    )
    grid.edit(DOOR, twice)
    said = grid.mqttmesh("up", expect=3)
    assert "Address already in use" in said
    grid.edit("1883, bind: 192.0.2.20} # mqttmesh: ignore[port-listened-on-twice]", "1884, bind: 192.0.2.20}")
    assert "1 of 1 bridges are connected" in grid.mqttmesh("up")


@pytest.mark.parametrize(("line", "seen"), [("mount_point x/", False), ("local_username edge-1", True)])
def test_an_option_of_listeners_in_the_bridge_hides_it_from_who_asks(
    grid: NativeMesh, line: str, seen: bool
) -> None:
    raw(grid, "bridge", line, "raw-option-out-of-place")
    said = grid.mqttmesh("up", "--timeout", "5", expect=0 if seen else 3)
    assert ("1 of 1 bridges are connected" in said) is seen
    assert ("1 of 1 bridges did not connect" in said) is not seen
    assert "as grid.edge-1" in grid.logs()  # it is there all the same


@pytest.mark.parametrize("told", [True, False])
def test_without_errors_the_log_does_not_tell_what_fails(grid: NativeMesh, told: bool) -> None:
    types = "error, warning, notice, information" if told else "notice, information"
    grid.edit("hub:\n", f"defaults:\n  log: {{types: [{types}]}}\nhub:\n")
    grid.mqttmesh("up")
    (grid.run / "hub" / "listener.crt").write_text("no certificate\n")
    _reload(grid, times=1)
    _reload(grid, times=2)  # which is read when all that the first says is written
    assert ("Unable to load server certificate" in _log(grid)) is told


def _reload(mesh: NativeMesh, times: int) -> None:
    os.kill(mesh.pids()["hub"], signal.SIGHUP)
    wait_until(
        lambda: _log(mesh).count("Reloading config") == times, within=10, what="a reload", logs=mesh.logs
    )


def _log(mesh: NativeMesh) -> str:
    return (mesh.topology.parent / f".mqttmesh/{mesh.name}/log/hub.log").read_text()
