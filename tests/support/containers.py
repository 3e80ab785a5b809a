"""Containers that a test runs, and the daemon that runs them."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
from docker import DockerClient
from docker.models.containers import Container

from mqttmesh.runtime.docker import unframed
from tests.support.brokers import BROKERS
from tests.support.waiting import wait_until

USUAL_ADDRESS = "unix:///var/run/docker.sock"
OWN_SOCKET = BROKERS.parent / "docker" / "run" / "docker.sock"


@dataclass(frozen=True)
class Daemon:
    """A Docker daemon; DOCKER_HOST is its address, for programs that a test runs."""

    address: str
    client: DockerClient


@contextmanager
def docker_daemon() -> Iterator[Daemon]:
    """The daemon of `scripts/docker`, else the machine's own; without one the test is skipped."""
    address = os.environ.get("DOCKER_HOST", USUAL_ADDRESS)
    if OWN_SOCKET.exists():
        address = f"unix://{OWN_SOCKET.resolve()}"
    if not _listens(address):
        pytest.skip(
            f"nothing is run in containers: no Docker daemon at {address}; run scripts/docker as root"
        )
    client = DockerClient.from_env(environment={**os.environ, "DOCKER_HOST": address})
    try:
        yield Daemon(address, client)
    finally:
        client.close()


def _listens(address: str) -> bool:
    """Asked without the SDK, which leaves a socket open where nobody answers."""
    path = address.removeprefix("unix://")
    if path == address:
        return True
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(path) == 0


@dataclass(frozen=True)
class RunningContainer:
    """A container and what it has said so far."""

    container: Container

    def log(self) -> str:
        said = self.container.logs()
        assert isinstance(said, bytes)
        return said.decode()

    def says(self, line: str) -> bool:
        return line in self.log()

    def wait_for(self, line: str, *others: RunningContainer) -> None:
        """Return once it has said this; fail with the logs of all containers if it does not."""
        containers = (self, *others)
        wait_until(
            lambda: self.says(line),
            within=30,
            what=f"{self.container.name} to say {line!r}",
            logs=lambda: "\n".join(f"== {one.container.name}\n{one.log()}" for one in containers),
        )

    def run(self, *command: str) -> str:
        """What a command that succeeds in it prints.

        Asked without the SDK's own call, which upgrades the connection and loses what the daemon sends with
        its first answer: on a busy machine that is all that a short command says.
        """
        assert self.container.client is not None
        api = self.container.client.api
        call = api.exec_create(self.container.id, list(command))["Id"]
        start = f"{api.base_url}/v{api.api_version}/exec/{call}/start"
        answer = api.post(start, json={"Detach": False, "Tty": False})
        answer.raise_for_status()
        output = unframed(answer.content).decode()
        exit_code = api.exec_inspect(call)["ExitCode"]
        assert exit_code == 0, f"{command} exited {exit_code}\n{output}"
        return output


@contextmanager
def network(daemon: Daemon) -> Iterator[str]:
    """The name of a network of a test's own."""
    made = daemon.client.networks.create(f"mqttmesh-test-{uuid4().hex[:12]}")
    try:
        yield str(made.name)
    finally:
        made.remove()


@contextmanager
def container(
    daemon: Daemon,
    image: str,
    name: str,
    *,
    command: list[str] | None = None,
    mounts: Mapping[Path, str] | None = None,
    joins: str = "none",
) -> Iterator[RunningContainer]:
    """A running container, by its name in its network; gone with its volumes when the context ends."""
    client = daemon.client
    known_there = client.api.create_endpoint_config(aliases=[name])
    made = client.containers.create(
        image,
        command,
        name=f"{name}-{uuid4().hex[:12]}",
        volumes=[f"{path}:{place}:ro" for path, place in (mounts or {}).items()],
        network=joins,
        networking_config=None if joins == "none" else {joins: known_there},
    )
    try:
        made.start()
        yield RunningContainer(made)
    finally:
        made.remove(force=True, v=True)
