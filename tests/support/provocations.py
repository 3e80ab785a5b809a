"""What is done to brokers that run, so that something goes wrong."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from tests.support.clients import connected
from tests.support.failures import ADDRESS, Running
from tests.support.processes import running
from tests.support.waiting import wait_until


def publish(size: int = 1, times: int = 1) -> Callable[[Running], None]:
    """Messages for the bridge, at QoS 1."""

    def act(both: Running) -> None:
        for _ in range(times):
            with connected(ADDRESS, both.door) as client:
                client.publish("a/x", "y" * size)

    return act


def retain(both: Running) -> None:
    """Something to be saved, and a place where it cannot be."""
    shutil.rmtree(both.folder / "data")
    with connected(ADDRESS, both.port) as client:
        client.publish("a", "1", retain=True)
    os.kill(both.pids["hub"], signal.SIGUSR1)


def speak_http(both: Running) -> None:
    for _ in range(2):
        with suppress(ConnectionResetError), socket.create_connection((ADDRESS, both.port)) as client:
            client.sendall(b"GET / HTTP/1.1\r\n\r\n")
            client.settimeout(10)
            client.recv(1)


def dial_twice(both: Running) -> None:
    with connected(ADDRESS, both.port), socket.create_connection((ADDRESS, both.port)) as second:
        second.settimeout(10)
        second.recv(1)


def clone(both: Running) -> None:
    """A second spoke of the same client id, until the two have thrown each other out."""
    text = (both.folder / "edge.conf").read_text().replace(f"listener {both.door}", "listener 0")
    copy = both.folder / "clone.conf"
    copy.write_text(text.replace("listener 0 127.0.0.1", f"listener 0 {both.folder}/clone.sock"))
    with running([both.mosquitto.path, "-c", copy], log=both.folder / "clone.log"):
        wait_until(
            lambda: both.log("hub").count("New bridge connected") > 5,
            within=30,
            what="bridges that throw each other out",
            logs=both.logs,
        )


def pause_spoke(both: Running) -> None:
    """A spoke that says nothing for longer than it promised."""
    wait_until(lambda: "New bridge connected" in both.log("hub"), within=15, what="a bridge", logs=both.logs)
    os.kill(both.pids["edge"], signal.SIGSTOP)
    try:
        wait_until(lambda: "timeout" in both.log("hub"), within=40, what="a timeout", logs=both.logs)
    finally:
        os.kill(both.pids["edge"], signal.SIGCONT)


@contextmanager
def refusing(port: int, code: int) -> Iterator[None]:
    """Something that answers each CONNECT with this return code (MQTT 3.1.1, 3.2.2.3)."""

    def answer() -> None:
        while True:
            try:
                client, _ = server.accept()
            except OSError:
                return
            with client:
                client.recv(1024)
                client.sendall(bytes([0x20, 2, 0, code]))
                client.recv(1024)

    server = socket.create_server((ADDRESS, port))
    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown(socket.SHUT_RDWR)
        server.close()
        thread.join()


def refused(code: int, words: str) -> Callable[[Running], None]:
    def act(both: Running) -> None:
        with refusing(both.port, code):
            wait_until(lambda: words in both.log("edge"), within=20, what=words, logs=both.logs)

    return act
