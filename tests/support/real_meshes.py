"""A mesh with certificates of its own, whose authority the test holds: it can renew them, well or badly."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from mqttmesh.certs import LeafRequest, issue_development_pki
from tests.support.fingerprints import leaf_fingerprint, served_fingerprint
from tests.support.meshes import StartedMesh

HOST = "mqtt.real.example"
SPOKES = 3
TLS_PORTS = (8883, 8884)


def topology(spokes: int = SPOKES, more: str = "") -> str:
    """Its hub has one listener for everybody, one for who shows a certificate, and more."""
    return f"""\
version: 1
name: real
trust: [pki/trust.pem]
hub:
  host: {HOST}
  listeners:
    - {{port: {TLS_PORTS[0]}, tls: true}}
    - {{port: {TLS_PORTS[1]}, tls: true, client_ca: pki/clients.pem}}{more}
  tls: {{certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}}
  users: [{{name: historian, read: ["sites/#"]}}]
bridge: {{restart: {{base: 1s, cap: 1s}}}}
topics: [{{filter: "sensors/#", remote_prefix: "sites/{{spoke}}/"}}]
spokes:
  - name: edge-{{1..{spokes}}}
    listeners: [{{port: 1883, allow_anonymous: true}}]
    anonymous: {{write: ["#"]}}
"""


Engine = Callable[..., AbstractContextManager[StartedMesh]]


@dataclass(frozen=True)
class RealMesh:
    """That mesh, up.

    Attributes:
        addresses: Where its brokers listen.
    """

    mesh: StartedMesh
    addresses: dict[str, str]

    @property
    def pki(self) -> Path:
        """Its certificates."""
        return self.mesh.topology.parent / "pki"

    @property
    def pair(self) -> Path:
        """The folder of the hub's chain and key."""
        return self.pki / "hub"

    def renew(self, name: str = HOST, *, lifetime: timedelta = timedelta(days=90)) -> str:
        """Issue the hub's pair anew, in its place; the fingerprint."""
        issue_development_pki(self.pki, [LeafRequest("hub", (name,))], lifetime=lifetime, renew=True)
        return leaf_fingerprint(self.pair / "fullchain.pem")

    def keep(self, folder: Path) -> None:
        """Copy its certificates, to be restored."""
        shutil.copytree(self.pki, folder)

    def restore(self, kept: Path) -> None:
        """Put certificates back, file by file: their folder may be mounted."""
        shutil.copytree(kept, self.pki, dirs_exist_ok=True)

    def served(self, *ports: int) -> set[str]:
        """Fingerprints of all that the hub's listeners show, or those at some ports."""
        return {served_fingerprint(self.addresses["hub"], port) for port in ports or TLS_PORTS}

    def connections(self) -> list[int]:
        """How often each bridge has connected since the hub started."""
        log = self.mesh.mqttmesh("logs", "hub", "--tail", "100000")
        return [log.count(f" as real.{name} (") for name in self.addresses if name != "hub"]


@contextmanager
def real_mesh(engine: Engine, folder: Path, spokes: int = SPOKES, more: str = "") -> Iterator[RealMesh]:
    """A mesh of an engine with certificates of its own, up."""
    issue_development_pki(folder / "pki", [LeafRequest("hub", (HOST,))])
    shutil.copy(folder / "pki/root.pem", folder / "pki/trust.pem")
    shutil.copy(folder / "pki/client-root.pem", folder / "pki/clients.pem")
    with engine(folder, text=topology(spokes, more)) as mesh:
        mesh.mqttmesh("up", "--real-certs")
        yield RealMesh(mesh, {name: broker["address"] for name, broker in mesh.status().items()})


def half_copied(real: RealMesh) -> None:
    """The key is still the old one."""
    before = (real.pair / "privkey.pem").read_bytes()
    real.renew()
    (real.pair / "privkey.pem").write_bytes(before)


def cut_short(real: RealMesh) -> None:
    """The disk was full."""
    real.renew()
    chain = real.pair / "fullchain.pem"
    chain.write_bytes(chain.read_bytes()[:200])


def without_its_intermediate(real: RealMesh) -> None:
    """`cert.pem` was copied, not `fullchain.pem`."""
    real.renew()
    chain = real.pair / "fullchain.pem"
    leaf, end, _ = chain.read_text().partition("-----END CERTIFICATE-----\n")
    chain.write_text(leaf + end)


def of_another_name(real: RealMesh) -> None:
    """Some other host's."""
    real.renew("mqtt.other.example")


def expired(real: RealMesh) -> None:
    """It was on its way for too long."""
    real.renew(lifetime=timedelta(minutes=-1))
