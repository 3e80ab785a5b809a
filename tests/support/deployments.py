"""A mesh as its owner deploys it: rendered, its secrets and certificates laid out, started by Compose."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import uuid4

import yaml

from tests.support.authority import Authority, IssuedPair
from tests.support.certbot import lay_pair
from tests.support.commands import mqttmesh
from tests.support.containers import Daemon, RunningContainer
from tests.support.docker_meshes import with_image
from tests.support.meshes import name_of
from tests.support.waiting import wait_until

HOST = "mqtt.grid.example"
HUB = f"""\
hub:
  host: {HOST}
  listeners: [{{port: 8883, tls: true}}]
  tls: {{letsencrypt: letsencrypt/live/{HOST}}}
  users: [{{name: historian, read: ["#"], write: ["#"]}}]
"""
REST = """\
bridge: {restart: {base: 1s, cap: 1s}}
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
"""
OPEN = "a file is open: "
WATCHED = (
    "\nrequire_tmpfs /run",
    f"""
(while :; do
  found=$(find "$run" -type f ! -name asked ! -name taken -perm /077 2>/dev/null | head -n 1)
  [ -z "$found" ] || say "{OPEN}$found"
  sleep 0.02
done) &
require_tmpfs /run""",
)
"""A change of an entrypoint: from its first line to the container's end it says what others could read."""


def grid(*spokes: str, trust: str = "system, pki/root.pem") -> str:
    """A topology with these spokes, which believe the root beside it."""
    named = "".join(
        f"  - {{name: {spoke}, listeners: [{{port: 1883, allow_anonymous: true}}],"
        ' anonymous: {read: ["#"], write: ["#"]}}\n'
        for spoke in spokes
    )
    return f"version: 1\nname: grid\ntrust: [{trust}]\n{HUB}{REST}spokes:\n{named}"


class _Override(yaml.SafeDumper):
    """Writes Compose's own tag for what replaces a list instead of adding to it."""


@dataclass(frozen=True)
class Replaced:
    """A list in place of the one in the file before."""

    items: list[Any]


_Override.add_representer(Replaced, lambda dumper, value: dumper.represent_sequence("!override", value.items))


@dataclass
class Deployment:
    """A topology's folder; `files` are the Compose files that are read, the last one the test's own.

    Attributes:
        services: What the test changes of services, by name; every one publishes nothing and stays down.
    """

    folder: Path
    daemon: Daemon
    program: Path
    mesh: str
    project: str
    services: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def rendered(self) -> Path:
        """The rendered mesh."""
        return self.folder / self.mesh

    def render(self) -> None:
        """Make the secrets and the files, as one does before a first start."""
        for command in ("secrets init", "render"):
            done = mqttmesh(self.folder, *command.split(), "topology.yaml")
            assert done.code == 0, done.err

    def edit(self, broker: str, *changes: tuple[str, str]) -> None:
        """Change a broker's entrypoint."""
        script = self.rendered / broker / "entrypoint.sh"
        text = script.read_text()
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        script.write_text(text)

    def compose(self, *arguments: str, fails: bool = False) -> str:
        """Run Compose on the project; what it says."""
        committed = self.rendered / "docker-compose.yml"
        known = yaml.safe_load(committed.read_text())["services"]
        usual: dict[str, Any] = {"ports": Replaced([]), "restart": "no"}
        changed = {name: {**usual, **self.services.get(name, {})} for name in known}
        own = self.folder / "override.yml"
        own.write_text(yaml.dump({"services": changed}, Dumper=_Override))
        files = ("-f", str(committed), "-f", str(own))
        done = subprocess.run(
            [self.program, "-p", self.project, *files, *arguments],
            env={**os.environ, "DOCKER_HOST": self.daemon.address},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        said = done.stdout + done.stderr
        assert (done.returncode != 0) is fails, f"compose {arguments} exited {done.returncode}\n{said}"
        return said

    def up(self, *services: str) -> None:
        """Start services, or all."""
        self.compose("up", "-d", *services)

    def broker(self, name: str) -> RunningContainer:
        """A service's container, whether it runs or has ended."""
        labels = [f"com.docker.compose.project={self.project}", f"com.docker.compose.service={name}"]
        (found,) = self.daemon.client.containers.list(all=True, filters={"label": labels})
        return RunningContainer(found)

    def address(self, name: str) -> str:
        """A container's address in the project's network."""
        networks = self.broker(name).container.attrs["NetworkSettings"]["Networks"]
        return str(next(iter(networks.values()))["IPAddress"])

    def connects(self, spoke: str) -> None:
        """Wait until the hub says that a spoke's bridge is connected."""
        self.broker("hub").wait_for(f" as {self.mesh}.{spoke} (", self.broker(spoke))

    def restart(self, *services: str) -> None:
        """Restart services, and wait until each broker runs again."""
        before = {service: self._starts(service) for service in services}
        self.compose("restart", "--timeout", "30", *services)
        wait_until(
            lambda: all(self._starts(service) > count for service, count in before.items()),
            within=30,
            what=f"{' and '.join(services)} to run again",
            logs=lambda: "\n".join(self.broker(service).log() for service in services),
        )

    def _starts(self, service: str) -> int:
        return self.broker(service).log().count(" running\n")

    def inspected(self) -> str:
        """All that the daemon tells about the project's containers."""
        label = f"com.docker.compose.project={self.project}"
        found = self.daemon.client.containers.list(all=True, filters={"label": label})
        return json.dumps([one.attrs for one in found])


@dataclass(frozen=True)
class Chain:
    """A root and an intermediate, as Let's Encrypt has them."""

    root: Authority = field(default_factory=lambda: Authority("Root of the tests"))

    @cached_property
    def intermediate(self) -> Authority:
        """What signs leaves."""
        return Authority("Intermediate of the tests", issuer=self.root)

    def issue(self, name: str = HOST, lifetime: timedelta = timedelta(hours=1)) -> IssuedPair:
        """A leaf as it is served: with the intermediate, without the root."""
        leaf = replace(self.intermediate, lifetime=lifetime).issue(name)
        return IssuedPair(leaf.certificate + self.intermediate.certificate, leaf.private_key)


@contextmanager
def deployment(
    folder: Path, daemon: Daemon, program: Path, image: str, text: str, chain: Chain
) -> Iterator[Deployment]:
    """A rendered mesh, not started, whose hub shows a leaf of the chain; nothing of it is left afterwards."""
    (folder / "pki").mkdir(parents=True)
    (folder / "pki/root.pem").write_bytes(chain.root.certificate)
    (folder / "topology.yaml").write_text(with_image(text, image))
    lay_pair(folder / "letsencrypt", HOST, chain.issue())
    made = Deployment(folder, daemon, program, name_of(text), f"mqttmesh-test-{uuid4().hex[:12]}")
    made.render()
    try:
        yield made
    finally:
        said = [""]
        wait_until(lambda: _is_gone(made, said), within=30, what="the end of it", logs=lambda: said[-1])


def _is_gone(made: Deployment, said: list[str]) -> bool:
    """Take it down; a container that has just ended may hold its network for a moment, and that fails."""
    try:
        made.compose("down", "--volumes", "--timeout", "0")
    except AssertionError as error:
        said.append(str(error))
        return False
    return True


def ended(broker: RunningContainer) -> tuple[int, str]:
    """Wait for a container's end: its exit code and what it said."""

    def has_ended() -> bool:
        broker.container.reload()
        return bool(broker.container.status == "exited")

    wait_until(has_ended, within=30, what=f"{broker.container.name} to end", logs=broker.log)
    return int(broker.container.attrs["State"]["ExitCode"]), broker.log()
