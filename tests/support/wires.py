"""The way from spokes to their hub as bytes that a test can stop."""

from __future__ import annotations

import select
import socket
from threading import Event, Thread

_Address = tuple[str, int]


class Wire:
    """Forwards connections to a hub, until it is cut."""

    def __init__(self, at: _Address, hub: _Address) -> None:
        self._at, self._hub = at, hub
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._cut = Event()
        self._worker: Thread | None = None

    def mend(self) -> None:
        """Let everything through."""
        self._cut.clear()
        self._worker = Thread(target=self._forward, args=(socket.create_server(self._at),))
        self._worker.start()

    def cut(self) -> None:
        """Drop every connection, and refuse new ones."""
        self._cut.set()
        if self._worker:
            self._worker.join()
            self._worker = None

    def _forward(self, door: socket.socket) -> None:
        while not self._cut.is_set():
            for ready in select.select([door, *self._pairs], [], [], 0.01)[0]:
                if ready is door:
                    self._accept(door)
                elif ready in self._pairs:
                    self._pass_on(ready)
        for end in (door, *self._pairs):
            end.close()
        self._pairs.clear()

    def _accept(self, door: socket.socket) -> None:
        near, _ = door.accept()
        try:
            far = socket.create_connection(self._hub)
        except OSError:
            near.close()
        else:
            self._pairs |= {near: far, far: near}

    def _pass_on(self, ready: socket.socket) -> None:
        other = self._pairs[ready]
        try:
            passed = ready.recv(65536)
            other.sendall(passed)
        except OSError:
            passed = b""
        if not passed:
            for end in (ready, other):
                del self._pairs[end]
                end.close()
