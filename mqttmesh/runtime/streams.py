"""The logs of several containers as one stream; a container that is made anew is followed too."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from queue import SimpleQueue
from threading import Event, Thread

from mqttmesh.runtime.docker import Daemon
from mqttmesh.runtime.engine import LogLine

_PAUSE = 1.0  # seconds until a container that ended is looked for again


def container_logs(
    daemon: Daemon, project: str, brokers: Sequence[str], *, tail: int, follow: bool
) -> Iterator[LogLine]:
    """What brokers wrote, and with `follow` what they write from now on, without an end."""
    if not follow:
        containers = daemon.containers(project)
        for broker in brokers:
            if broker in containers:
                for line in daemon.log(containers[broker], tail=tail, follow=False):
                    yield LogLine(broker, line)
        return
    lines: SimpleQueue[LogLine] = SimpleQueue()
    for broker in brokers:
        Thread(target=_pump, args=(daemon, project, broker, tail, lines), daemon=True).start()
    while True:
        yield lines.get()


def _pump(daemon: Daemon, project: str, broker: str, tail: int, lines: SimpleQueue[LogLine]) -> None:
    since: int | None = None
    pause = Event()
    while True:
        container = daemon.containers(project).get(broker)
        if container is not None and container.pid is not None:
            limit = tail if since is None else None
            for line in daemon.log(container, tail=limit, since=since, follow=True):
                lines.put(LogLine(broker, line))
            since = int(time.time())
        pause.wait(_PAUSE)
