"""The floor of `up`: brokers whose files are there already, started and awaited by their hub's log alone."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

_HUB = "hub"
_RUNNING = b" running"
_CONNECTED = b" as bench."


@contextmanager
def started(mosquitto: str, run: Path, spokes: int) -> Iterator[None]:
    """Every broker below `run`, with all bridges connected, for as long as the context lasts."""
    brokers: list[subprocess.Popen[bytes]] = []

    def start(folder: Path, log: int) -> subprocess.Popen[bytes]:
        argv = [mosquitto, "-c", str(folder / "mosquitto.conf")]
        brokers.append(subprocess.Popen(argv, stdout=log, stderr=log))
        return brokers[-1]

    try:
        hub = start(run / _HUB, subprocess.PIPE)
        assert hub.stderr is not None
        _await(hub.stderr, _RUNNING, 1)
        for folder in sorted(run.iterdir()):
            if folder.is_dir() and folder.name != _HUB:
                start(folder, subprocess.DEVNULL)
        _await(hub.stderr, _CONNECTED, spokes)
        yield
    finally:
        for broker in brokers:
            broker.terminate()
        for broker in brokers:
            broker.wait()
            if broker.stderr:
                broker.stderr.close()
            if broker.stdout:
                broker.stdout.close()


def _await(log: IO[bytes], wanted: bytes, times: int) -> None:
    """Read a log until so many lines say it."""
    for line in log:
        times -= wanted in line
        if not times:
            return
    raise RuntimeError(f"the hub ended before its log said {wanted.decode()!r} often enough")
