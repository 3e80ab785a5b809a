"""The second Compose file, which is never committed: what holds on this machine alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mqttmesh.render.environment import compose_environment
from mqttmesh.render.mounts import Mount


@dataclass(frozen=True, slots=True)
class LocalService:
    """What one broker has here in place of what its committed Compose file says.

    Attributes:
        mounts: Folders with absolute paths, in place of those at the same targets.
        digest: Of the files it reads, where those are not the committed ones; else "".
        ports: What is published in place of the committed ports; None to leave those.
    """

    name: str
    mounts: tuple[Mount, ...] = ()
    digest: str = ""
    ports: tuple[str, ...] | None = None

    @property
    def says_something(self) -> bool:
        """Whether it differs from the committed file at all."""
        return bool(self.mounts or self.digest or self.ports is not None)


def render_local(services: Sequence[LocalService]) -> bytes:
    """A Compose file to be read after the committed one (Compose merges volumes by their target)."""
    template = compose_environment().get_template("docker-compose.local.yml.jinja")
    return template.render(services=[service for service in services if service.says_something]).encode()
