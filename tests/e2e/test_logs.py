"""Logs of every broker, now and as they are written, on every engine."""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from tests.e2e.conftest import Engine
from tests.support.clients import connected
from tests.support.meshes import StartedMesh

DEADLINE = 15.0


@pytest.fixture(scope="module")
def grid(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartedMesh]:
    """A hub and two spokes, up."""
    with engine(tmp_path_factory.mktemp("grid")) as mesh:
        mesh.mqttmesh("up")
        yield mesh


def follows(process: subprocess.Popen[str], words: str, provoke: Callable[[], None]) -> bool:
    """Whether a command comes to say some words while something is done again and again."""
    assert process.stdout is not None
    said, deadline = "", time.monotonic() + DEADLINE
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while words not in said and time.monotonic() < deadline:
            provoke()
            if selector.select(0.5):
                said += os.read(process.stdout.fileno(), 65536).decode()
    return words in said


def test_each_line_names_its_broker(grid: StartedMesh) -> None:
    lines = grid.mqttmesh("logs", "--tail", "100").splitlines()
    assert {line.partition("|")[0].strip() for line in lines} == {"hub", "edge-1", "edge-2"}
    assert any("mosquitto version" in line for line in lines if line.startswith("hub"))


def test_some_brokers_alone(grid: StartedMesh) -> None:
    lines = grid.mqttmesh("logs", "edge-2", "--tail", "2").splitlines()
    assert len(lines) == 2
    assert all(line.startswith("edge-2 | ") for line in lines)


def test_a_broker_that_is_none_is_refused(grid: StartedMesh) -> None:
    said = grid.mqttmesh("logs", "edge-7", expect=2)
    assert "no broker edge-7 runs in grid" in said
    assert "Did you mean edge-" in said


@pytest.mark.parametrize("broker", ["edge-1", "edge-2"])
def test_what_is_written_later_is_shown_until_ctrl_c(grid: StartedMesh, broker: str) -> None:
    address = grid.address(broker)

    def come_and_go() -> None:
        with connected(address, 1883):
            pass

    follow = grid.begin("logs", broker, "--follow", "--tail", "0")
    try:
        assert follows(follow, f"{broker} | ", come_and_go)
    finally:
        follow.send_signal(signal.SIGINT)
        follow.communicate(timeout=DEADLINE)
    assert follow.returncode == 130
