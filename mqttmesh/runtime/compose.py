"""Docker Compose v2: found, asked for its version, and run on a mesh's own files."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem

OLDEST = (2, 24)
"""The first that can replace ports instead of adding to them (`!override`)."""

_ATTEMPTS = 4
_COMMANDS = (("docker", "compose"), ("docker-compose",))
_VERSION = re.compile(r"v?(\d+)\.(\d+)(?:\.\d+)?")
_INSTALL = (
    "Install the Compose plugin (Debian: docker-compose-v2 or docker-compose 2), or use --engine native."
)


@dataclass(frozen=True, slots=True)
class Compose:
    """Compose, and the daemon it is told to talk to."""

    command: tuple[str, ...]
    host: str

    def project(self, name: str, files: Sequence[Path]) -> Project:
        """A project of this name, from files that are read one over the other."""
        return Project(self, name, tuple(files))


@dataclass(frozen=True, slots=True)
class Project:
    """One mesh as Compose knows it."""

    compose: Compose
    name: str
    files: tuple[Path, ...]

    def begin_up(self, *services: str) -> subprocess.Popen[str]:
        """Begin to make containers what the files say, by default all; those that are so are left alone."""
        return self._begin("up", "--detach", "--remove-orphans", "--no-build", "--pull", "never", *services)

    def down(self, *, volumes: bool) -> None:
        """Stop and remove every container and network; with `volumes` what brokers saved too.

        Raises:
            EnvironmentProblem: Compose failed.
        """
        for _ in range(_ATTEMPTS):  # a container that is just starting holds its network for a moment
            process = self._begin("down", "--remove-orphans", *(["--volumes"] if volumes else []))
            _, said = process.communicate()
            if process.returncode == 0:
                return
        raise failure("down", said)

    def _begin(self, *arguments: str) -> subprocess.Popen[str]:
        files = [part for file in self.files for part in ("--file", str(file))]
        options = ["--project-name", self.name, "--ansi", "never", "--progress", "plain"]
        return subprocess.Popen(
            [*self.compose.command, *options, "--env-file", os.devnull, *files, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=_environment(self.compose.host),
            start_new_session=True,  # Ctrl-C is ours to act on
        )


def find_compose(host: str) -> Compose:
    """Compose v2, as a plugin of `docker` or alone.

    Args:
        host: The daemon it shall talk to.

    Raises:
        EnvironmentProblem: There is none, or it is too old.
    """
    old = ""
    for command in _COMMANDS:
        version = _version_of(command)
        if version and version >= OLDEST:
            return Compose(command, host)
        if version:
            old = f"{' '.join(command)} is version {version[0]}.{version[1]}"
    if old:
        wanted = ".".join(map(str, OLDEST))
        raise EnvironmentProblem(f"{old}, and mqttmesh needs {wanted} or later", hint=_INSTALL)
    raise EnvironmentProblem("Docker Compose is not installed", hint=_INSTALL)


def failure(command: str, said: str) -> EnvironmentProblem:
    """What Compose said, in our words where we know better ones."""
    lines = [line for line in said.splitlines() if line.strip()]
    for line in lines:
        if found := re.search(r"(?:Bind for |listen tcp4? )(\S+:\d+)\S*.*(?:allocated|in use)", line):
            return EnvironmentProblem(
                f"{found[1].rstrip(':')} is taken: something listens there already",
                hint=f"`ss -ltnp 'sport = :{found[1].rpartition(':')[2]}'` shows who does.",
            )
    return EnvironmentProblem(f"docker compose {command} failed", details=lines[-6:])


def _version_of(command: Sequence[str]) -> tuple[int, int] | None:
    try:
        asked = subprocess.run(
            [*command, "version", "--short"], capture_output=True, text=True, timeout=30, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    found = _VERSION.match(asked.stdout.strip()) if asked.returncode == 0 else None
    return (int(found[1]), int(found[2])) if found else None


def _environment(host: str) -> dict[str, str]:
    """Ours, with the daemon that we talk to, and without what would add files or change names."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("COMPOSE_")}
    return {**kept, "DOCKER_HOST": host}
