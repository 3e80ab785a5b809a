"""What brokers prove themselves with and believe: the topology's own certificates, or a development PKI."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.certs import LeafRequest, issue_development_pki, trust_pem
from mqttmesh.errors import EnvironmentProblem
from mqttmesh.mesh import Broker, KeyPair, Mesh
from mqttmesh.spec.scalars import is_address

_SYSTEM_STORES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Where the certificates of a running mesh come from.

    Attributes:
        development: Whether they are ours, for development only.
        trust: The authorities that spokes believe, as PEM.
    """

    development: bool
    trust: bytes
    _folder: Path
    _pki: Path

    def listener_pair(self, broker: Broker) -> tuple[bytes, bytes] | None:
        """Chain and key of a broker's TLS listeners."""
        return self._pair(broker.key_pair, broker.name)

    def bridge_pair(self, broker: Broker) -> tuple[bytes, bytes] | None:
        """Chain and key that a broker's bridge shows."""
        return self._pair(broker.bridge.key_pair if broker.bridge else None, f"{broker.name}.client")

    def client_ca(self, path: str) -> bytes:
        """The authority whose client certificates a listener requires."""
        return (
            self.development_root("client-root.pem") if self.development else trust_pem(self._folder / path)
        )

    def development_root(self, name: str) -> bytes:
        """An authority of the development PKI: `root.pem` of servers, `client-root.pem` of clients."""
        return trust_pem(self._pki / name)

    def _pair(self, pair: KeyPair | None, leaf: str) -> tuple[bytes, bytes] | None:
        if pair is None:
            return None
        chain, key = self._folder / pair.certificate, self._folder / pair.private_key
        if self.development:
            chain, key = self._pki / leaf / "fullchain.pem", self._pki / leaf / "privkey.pem"
        try:
            return chain.read_bytes(), key.read_bytes()
        except OSError as error:
            raise EnvironmentProblem(f"{error.filename} cannot be read: {error.strerror}") from None


def find_credentials(
    mesh: Mesh, folder: Path, pki: Path, addresses: Mapping[str, str], *, real: bool
) -> Credentials:
    """The topology's certificates where all are on this machine, else a development PKI.

    Args:
        mesh: The mesh.
        folder: The topology's folder.
        pki: Where the development PKI is kept.
        addresses: The loopback address of each broker; development certificates carry it.
        real: Refuse a development PKI.

    Raises:
        EnvironmentProblem: Certificates are missing, and nothing may or can stand in for them.
    """
    missing = [path for path in _named(mesh) if not os.access(folder / path, os.R_OK)]
    if missing and (real or mesh.hub is None):
        why = (
            "a hub that is not ours takes no development certificates"
            if not real
            else "--real-certs was asked for"
        )
        raise EnvironmentProblem(
            f"{len(missing)} files of certificates are missing, and {why}", details=missing[:10]
        )
    if not missing:
        return Credentials(False, _trust(mesh, folder), folder, pki)
    issue_development_pki(pki, _requests(mesh, addresses))
    return Credentials(True, trust_pem(pki / "root.pem"), folder, pki)


def _named(mesh: Mesh) -> Iterator[str]:
    yield from mesh.trust.files
    for broker in mesh.brokers:
        yield from (listener.client_ca for listener in broker.listeners if listener.client_ca)
        for pair in (broker.key_pair, broker.bridge.key_pair if broker.bridge else None):
            if pair is not None:
                yield from (pair.certificate, pair.private_key)


def _requests(mesh: Mesh, addresses: Mapping[str, str]) -> Iterator[LeafRequest]:
    for broker in mesh.brokers:
        if broker.key_pair:
            name = mesh.host if broker is mesh.hub else broker.name
            numbers = [addresses[broker.name], *([name] if is_address(name) else [])]
            yield LeafRequest(broker.name, () if is_address(name) else (name,), tuple(numbers))
        if broker.bridge and broker.bridge.key_pair:
            yield LeafRequest(f"{broker.name}.client", usage="client", common_name=broker.name)


def _trust(mesh: Mesh, folder: Path) -> bytes:
    pems = [trust_pem(folder / path) for path in mesh.trust.files]
    if mesh.trust.system:
        pems.append(_system_store().read_bytes())
    return b"".join(pems)


def _system_store() -> Path:
    for store in map(Path, _SYSTEM_STORES):
        if store.is_file():
            return store
    raise EnvironmentProblem(
        "this machine has no bundle of the system's authorities", hint="Install ca-certificates."
    )
