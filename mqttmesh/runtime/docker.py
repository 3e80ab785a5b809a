"""The Docker daemon of this machine; nothing else imports its SDK."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import docker
from docker.context import ContextAPI
from docker.errors import APIError, DockerException, ImageNotFound, NotFound
from docker.models.containers import Container

from mqttmesh.errors import EnvironmentProblem

BROKER_LABEL = "org.mqttmesh.broker"
_MESH_LABEL = "org.mqttmesh.mesh"
_PROJECT_LABEL = "com.docker.compose.project"
_FILES_LABEL = "com.docker.compose.project.config_files"
_TIMEOUT = 60  # seconds

PullProgress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class BrokerContainer:
    """A broker's container.

    Attributes:
        state: As Docker says it: created, running, restarting, exited.
        pid: Its process on this machine, or None.
        started: When it was started, as RFC 3339 text.
        exit_code: Of its last end.
        config_files: The Compose files it was made from.
        published: For each of its ports the address and port of this machine.
    """

    id: str
    broker: str
    state: str
    pid: int | None
    started: str
    exit_code: int
    config_files: str
    published: Mapping[int, tuple[str, int]]


class Daemon:
    """A Docker daemon that answers."""

    def __init__(self, host: str, client: docker.DockerClient) -> None:
        self.host = host
        self._client = client

    @classmethod
    def connect(cls, environment: Mapping[str, str] = os.environ) -> Daemon:
        """The daemon that the `docker` command of this user would talk to.

        Raises:
            EnvironmentProblem: None answers, this user may not talk to it, or it is another machine's.
        """
        host = environment.get("DOCKER_HOST") or _context_host(environment.get("DOCKER_CONTEXT"))
        if not host.startswith("unix://"):
            raise EnvironmentProblem(
                f"the Docker daemon at {host} is not this machine's",
                hint="Folders of this machine cannot be mounted there: `docker context use default`.",
            )
        try:
            client = docker.DockerClient(base_url=host, timeout=_TIMEOUT)
            client.ping()
        except DockerException as error:
            raise _unreachable(host, error) from None
        return cls(host, client)

    @property
    def version(self) -> str:
        """The daemon's own."""
        return str(self._client.version()["Version"])

    def has_image(self, image: str) -> bool:
        """Whether an image is here."""
        try:
            self._client.images.get(image)
        except ImageNotFound:
            return False
        return True

    def pull(self, image: str, progress: PullProgress) -> None:
        """Fetch an image from its registry.

        Raises:
            EnvironmentProblem: It cannot be had.
        """
        layers: dict[str, bool] = {}
        try:
            for step in self._client.api.pull(image, stream=True, decode=True):
                if "error" in step:
                    raise _not_pulled(image, step["error"])
                if "id" in step:
                    layers[step["id"]] = step.get("status") in ("Pull complete", "Already exists")
                    progress(sum(layers.values()), len(layers), f"pulling {image}")
        except DockerException as error:
            raise _not_pulled(image, _said(error)) from None

    def containers(self, project: str) -> dict[str, BrokerContainer]:
        """The brokers of a Compose project, running or not, by name."""
        listed = self._client.containers.list(
            all=True, filters={"label": [BROKER_LABEL, f"{_PROJECT_LABEL}={project}"]}, ignore_removed=True
        )
        found = [_described(container) for container in listed]
        return {container.broker: container for container in found}

    def find(self, mesh: str, broker: str) -> tuple[BrokerContainer, ...]:
        """A broker's running containers, whoever made them from its Compose file: the mesh's or its own."""
        labels = [f"{_MESH_LABEL}={mesh}", f"{BROKER_LABEL}={broker}"]
        listed = self._client.containers.list(filters={"label": labels}, ignore_removed=True)
        return tuple(map(_described, listed))

    def run_in(self, container: BrokerContainer, argv: list[str]) -> tuple[int, str]:
        """Run a command in a container; its exit code and standard output.

        Asked without the SDK's own call, which upgrades the connection and loses what the daemon sends with
        its first answer: on a busy machine that is all that a short command says.
        """
        api = self._client.api
        try:
            call = api.exec_create(container.id, argv, stderr=False)["Id"]
            start = f"{api.base_url}/v{api.api_version}/exec/{call}/start"
            answer = api.post(start, json={"Detach": False, "Tty": False})
            if not answer.ok:
                return 1, str(answer.text)
            return int(api.exec_inspect(call)["ExitCode"]), unframed(answer.content).decode(errors="replace")
        except APIError as error:
            return 1, _said(error)  # it has just ended

    def last_lines(self, container: BrokerContainer, count: int = 8) -> tuple[str, ...]:
        """The end of a container's log."""
        try:
            log = self._client.api.logs(container.id, tail=count)
        except NotFound:
            return ()
        return tuple(bytes(log).decode(errors="replace").splitlines())

    def log(
        self, container: BrokerContainer, *, tail: int | None = None, since: int | None = None, follow: bool
    ) -> Iterator[str]:
        """A container's log: its last lines, or those since a time (Unix seconds); `follow` until it ends."""
        pending = b""
        chunks = self._client.api.logs(
            container.id, stream=True, follow=follow, tail="all" if tail is None else tail, since=since
        )
        for chunk in chunks:
            *whole, pending = (pending + chunk).split(b"\n")
            yield from (line.decode(errors="replace") for line in whole)
        if pending:
            yield pending.decode(errors="replace")

    def restart(self, container: BrokerContainer, within: int) -> None:
        """Stop a container, giving it seconds to save, and start it again."""
        self._client.api.restart(container.id, timeout=within)

    def remove(self, container: BrokerContainer) -> None:
        """Remove a container whether it runs or not; its volumes stay."""
        try:
            self._client.api.remove_container(container.id, force=True)
        except NotFound:
            return


def _context_host(name: str | None) -> str:
    context = ContextAPI.get_context(name) if name else ContextAPI.get_current_context()
    return str(context.Host) if context is not None else "unix:///var/run/docker.sock"


def _described(container: Container) -> BrokerContainer:
    attributes: dict[str, Any] = container.attrs
    state, labels = attributes["State"], container.labels
    return BrokerContainer(
        id=str(container.id),
        broker=labels[BROKER_LABEL],
        state=state["Status"],
        pid=state["Pid"] or None if state["Status"] == "running" else None,
        started=state["StartedAt"],
        exit_code=state["ExitCode"],
        config_files=labels.get(_FILES_LABEL, ""),
        published=_published(attributes["NetworkSettings"]["Ports"] or {}),
    )


def _published(ports: Mapping[str, list[dict[str, str]] | None]) -> dict[int, tuple[str, int]]:
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}
    return {
        int(inside.partition("/")[0]): (
            everywhere.get(host[0]["HostIp"], host[0]["HostIp"]),
            int(host[0]["HostPort"]),
        )
        for inside, host in ports.items()
        if host
    }


def _unreachable(host: str, error: DockerException) -> EnvironmentProblem:
    said = str(error)
    if "Permission denied" in said or "PermissionError" in said:
        return EnvironmentProblem(
            f"you may not talk to the Docker daemon at {host}",
            hint="Join its group (`sudo usermod -aG docker $USER`, log in again), or use --engine native.",
        )
    return EnvironmentProblem(
        f"no Docker daemon answers at {host}",
        hint="Start it (`sudo systemctl start docker`), or use --engine native.",
    )


def _not_pulled(image: str, why: str) -> EnvironmentProblem:
    return EnvironmentProblem(
        f"the image {image} is not here and cannot be pulled",
        details=why.strip().splitlines()[-3:],
        hint="Load it (`docker load`), name another under `image`, or use --engine native.",
    )


def _said(error: DockerException) -> str:
    return str(error.explanation) if isinstance(error, APIError) and error.explanation else str(error)


def unframed(stream: bytes) -> bytes:
    """Output without the headers of its frames: one byte for the stream, three of padding, four of length.

    Source: Docker Engine API, "Attach to a container", stream format.
    """
    output = b""
    while stream:
        end = 8 + int.from_bytes(stream[4:8], "big")
        output, stream = output + stream[8:end], stream[end:]
    return output
