"""Where things lie inside a container: what its Compose file mounts and its entrypoint reads."""

from __future__ import annotations

from dataclasses import dataclass

from mqttmesh.render.layout import OBSERVATION_SOCKET, RUN

_HEALTH = (
    f"mosquitto_sub --unix {OBSERVATION_SOCKET} -t '$SYS/broker/uptime' -C 1 -W 5"
    " && ! find {run}/heartbeat -mmin +5 2>/dev/null | grep -q ."
)


@dataclass(frozen=True, slots=True)
class Places:
    """Folders and files of one container.

    Attributes:
        folder: The broker's rendered folder.
        keys: Parent of the folders that certificates and keys come from.
        secrets: Where Compose puts file secrets.
        run: The tmpfs folder that the entrypoint fills and the broker reads.
        store: Where `update-ca-certificates` finds the authorities of this machine.
        hashed: Where it puts every authority by its hash.
        image_entrypoint: The image's own, which starts the broker.
        owner: The broker's user and group.
        observer: Group of the observation socket: root's, since the health check runs as root without
            the power to override permissions.
        writable: Folders that have to be tmpfs under a read-only root.
    """

    folder: str = "/mqttmesh/config"
    keys: str = "/mqttmesh/keys"
    secrets: str = "/run/secrets"
    run: str = RUN
    store: str = "/usr/local/share/ca-certificates"
    hashed: str = "/etc/ssl/certs"
    image_entrypoint: str = "/docker-entrypoint.sh"
    owner: str = "mosquitto:mosquitto"
    observer: str = "root"
    writable: tuple[str, ...] = ("/run", "/tmp", "/etc/ssl/certs", "/usr/local/share/ca-certificates")

    @property
    def script(self) -> str:
        """The entrypoint, started through `sh`: nothing relies on its exec bit."""
        return f"{self.folder}/entrypoint.sh"

    @property
    def config(self) -> str:
        """The mosquitto.conf that the broker reads, with its secrets."""
        return f"{self.run}/mosquitto.conf"

    @property
    def tmpfs(self) -> tuple[str, ...]:
        """The tmpfs mounts; the last keeps the image's log volume from leaving anonymous volumes behind."""
        sizes = {"/run": "mode=0755,size=64m", "/tmp": "mode=1777,size=16m"}
        own = (f"{folder}:{sizes.get(folder, 'mode=0755,size=16m')}" for folder in self.writable)
        return (*own, "/mosquitto/log:mode=0755,size=1m")

    @property
    def health(self) -> str:
        """The health check: the broker answers, and the watcher of its certificates, if any, is alive."""
        return _HEALTH.replace("{run}", self.run)


CONTAINER = Places()
