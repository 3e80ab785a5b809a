"""Brokers as processes: found by what they run, stopped for good, never half started."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mqttmesh.runtime.processes import running, start, stop, undisturbed
from tests.support.waiting import wait_until

POLITE = "trap 'echo saved >> saved; exit 0' TERM; echo ready; while :; do read _ < pipe; done"
DEAF = "trap '' TERM; echo ready; while :; do read _ < pipe; done"
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


class Shell:
    """A process that is ready for its signals."""

    def __init__(self, folder: Path, script: str) -> None:
        folder.mkdir(exist_ok=True)
        os.mkfifo(folder / "pipe")
        self.process = subprocess.Popen(["sh", "-c", script], cwd=folder, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        assert self.process.stdout.readline() == "ready\n"

    def end(self) -> int:
        """How it ended."""
        assert self.process.stdout
        self.process.stdout.close()
        return self.process.wait(10)


def test_a_process_is_asked_before_it_is_killed(tmp_path: Path) -> None:
    polite = Shell(tmp_path / "polite", POLITE)
    stop([polite.process.pid], within=30)
    assert polite.end() == 0
    assert (tmp_path / "polite/saved").read_text() == "saved\n"


def test_one_that_ignores_the_question_is_killed_and_the_others_are_not(tmp_path: Path) -> None:
    polite, deaf = Shell(tmp_path / "polite", POLITE), Shell(tmp_path / "deaf", DEAF)
    stop([deaf.process.pid, polite.process.pid], within=0.2)
    assert (polite.end(), deaf.end()) == (0, -signal.SIGKILL)


def test_one_that_has_ended_already_is_no_fault(tmp_path: Path) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    polite = Shell(tmp_path / "polite", POLITE)
    stop([ended.pid, polite.process.pid], within=30)
    assert polite.end() == 0


def test_nobody_to_stop_is_no_fault() -> None:
    stop([], within=30)


@pytest.fixture
def handled() -> Iterator[list[int]]:
    """The signals that reached a handler of the test's own."""
    numbers: list[int] = []
    earlier = {number: signal.signal(number, lambda number, _: numbers.append(number)) for number in SIGNALS}
    yield numbers
    for number, handler in earlier.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_waits_until_what_is_not_disturbed_is_done(
    number: signal.Signals, handled: list[int]
) -> None:
    with undisturbed():
        signal.raise_signal(number)
        assert handled == []
    assert handled == [number]
    signal.raise_signal(number)
    assert handled == [number, number]


@pytest.mark.usefixtures("handled")
def test_ctrl_c_stays_a_ctrl_c_after_it_waited() -> None:
    done = []
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a test in the background may ignore it
    with pytest.raises(KeyboardInterrupt), undisturbed():
        signal.raise_signal(signal.SIGINT)
        done.append("all")
    assert done == ["all"]


def test_a_failure_in_between_gives_the_signals_back(handled: list[int]) -> None:
    with pytest.raises(ValueError, match="in between"), undisturbed():
        raise ValueError("in between")
    signal.raise_signal(signal.SIGTERM)
    assert handled == [signal.SIGTERM]


SLEEPER = "import signal; print('ready', flush=True); signal.pause()"


def asleep(folder: Path, name: str, *, program: str = "mosquitto") -> subprocess.Popen[bytes]:
    """A process started as brokers are, with a configuration as its last argument."""
    log, configuration = folder / f"{name}.log", folder / "run" / name / "mosquitto.conf"
    process = start([sys.executable, "-c", SLEEPER, program, "-c", str(configuration)], log, None)
    wait_until(lambda: log.read_text() == "ready\n", within=30, what="a start", logs=log.read_text)
    return process


@pytest.fixture
def edge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[subprocess.Popen[bytes]]:
    """The broker `edge`, started by somebody with a secret in the environment."""
    monkeypatch.setenv("PANEL", "geheim")
    process = asleep(tmp_path, "edge")
    yield process
    process.kill()
    process.wait()


def test_who_only_looks_into_the_configuration_is_no_broker(tmp_path: Path) -> None:
    pager = asleep(tmp_path, "edge", program="less")
    try:
        assert running(tmp_path / "run") == {}
    finally:
        pager.kill()
        pager.wait()


def test_a_broker_is_found_by_its_configuration(edge: subprocess.Popen[bytes], tmp_path: Path) -> None:
    assert running(tmp_path / "run") == {"edge": edge.pid}
    assert running(tmp_path / "ru") == {}
    assert running(tmp_path / "run/edge") == {}
    stop([edge.pid], within=30)
    edge.wait()
    assert running(tmp_path / "run") == {}


def test_a_broker_inherits_no_secret_and_no_terminal(edge: subprocess.Popen[bytes]) -> None:
    process = Path(f"/proc/{edge.pid}")
    assert b"geheim" not in (process / "environ").read_bytes()
    assert (process / "fd/0").readlink() == Path("/dev/null")
    assert os.getsid(edge.pid) == edge.pid
