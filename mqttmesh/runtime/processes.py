"""Broker processes: started so that they outlive us, found by what they run, stopped for good.

The process table is the record. A broker is known by the path of its configuration, which no other process
has: nothing can be lost between a start and its being written down, and no number can go stale.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

CONFIGURATION = "mosquitto.conf"


_OUTLIVING: list[subprocess.Popen[bytes]] = []  # Python warns when it forgets a child that still runs


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put off Ctrl-C and its like until the context ends: a child half started would be nobody's."""
    pending: list[int] = []
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    earlier = [signal.signal(number, lambda number, _: pending.append(number)) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, earlier, strict=True):
            signal.signal(number, handler)
        for held in pending:
            signal.raise_signal(held)


def start(argv: list[str], log: Path, user: tuple[int, int] | None) -> subprocess.Popen[bytes]:
    """Start a broker in a session of its own, with its log as standard output and error."""
    appending = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    with os.fdopen(appending, "ab") as output:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env={"PATH": os.defpath, "LANG": "C.UTF-8"},  # ours may hold secrets
            start_new_session=True,
            user=user[0] if user else None,
            group=user[1] if user else None,
            extra_groups=[] if user else None,
        )
    _OUTLIVING.append(process)
    return process


def running(run: Path) -> dict[str, int]:
    """The brokers that read their configuration below `run`, by name."""
    found = {}
    prefix, suffix = os.fsencode(run) + b"/", b"/" + CONFIGURATION.encode()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (name := _broker(entry, prefix, suffix)):
            found[name] = int(entry.name)
    return found


def _broker(process: Path, prefix: bytes, suffix: bytes) -> str | None:
    try:
        arguments = (process / "cmdline").read_bytes().rstrip(b"\0").split(b"\0")
    except OSError:
        return None  # it has just ended
    path = arguments[-1]
    # Whoever else looks into the file, an editor or `tail`, is no broker.
    if len(arguments) < 3 or arguments[-2] != b"-c" or b"mosquitto" not in arguments[-3]:
        return None
    if path.startswith(prefix) and path.endswith(suffix):
        return os.fsdecode(path[len(prefix) : -len(suffix)])
    return None


def reload(pid: int) -> None:
    """Have a broker read its ACL and password file again (mosquitto(8), SIGHUP)."""
    os.kill(pid, signal.SIGHUP)


def stop(pids: Iterable[int], within: float) -> None:
    """Ask processes to end, so that they save what they hold, and end those that do not in time."""
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        for pid in pids:
            try:
                handle = os.pidfd_open(pid)
            except ProcessLookupError:
                continue
            stack.callback(os.close, handle)
            selector.register(handle, selectors.EVENT_READ)
        _signal(selector, signal.SIGTERM)
        _drain(selector, within)
        _signal(selector, signal.SIGKILL)
        _drain(selector, 10.0)


def _signal(selector: selectors.BaseSelector, number: signal.Signals) -> None:
    for key in list(selector.get_map().values()):
        try:
            signal.pidfd_send_signal(key.fd, number)
        except ProcessLookupError:
            selector.unregister(key.fileobj)


def _drain(selector: selectors.BaseSelector, within: float) -> None:
    """Wait for processes to end: their handle is readable then (pidfd_open(2))."""
    deadline = time.monotonic() + within
    while selector.get_map() and (left := deadline - time.monotonic()) > 0:
        for key, _ in selector.select(left):
            selector.unregister(key.fileobj)
