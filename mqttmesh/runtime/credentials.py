"""What brokers prove themselves with and believe: the topology's own certificates, or a development PKI."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.certs import LeafRequest, issue_development_pki, trust_pem
from mqttmesh.errors import EnvironmentProblem
from mqttmesh.mesh import Broker, KeyPair, Mesh
from mqttmesh.runtime.state import KnownMesh
from mqttmesh.spec.scalars import is_address

_SYSTEM_STORES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)


@dataclass(frozen=True, slots=True)
class PairPaths:
    """A certificate chain and its private key, as files of this machine."""

    chain: Path
    key: Path


@dataclass(frozen=True, slots=True)
class Credentials:
    """Where the certificates of a running mesh come from.

    Attributes:
        development: Whether they are ours, for development only.
    """

    development: bool
    _folder: Path
    _pki: Path

    def listener_pair(self, broker: Broker) -> tuple[bytes, bytes] | None:
        """Chain and key of a broker's TLS listeners."""
        return _read(self.listener_paths(broker))

    def bridge_pair(self, broker: Broker) -> tuple[bytes, bytes] | None:
        """Chain and key that a broker's bridge shows."""
        return _read(self.bridge_paths(broker))

    def listener_paths(self, broker: Broker) -> PairPaths | None:
        """Where the pair of a broker's TLS listeners is."""
        return self._paths(broker.key_pair, broker.name)

    def bridge_paths(self, broker: Broker) -> PairPaths | None:
        """Where the pair is that a broker's bridge shows."""
        return self._paths(broker.bridge.key_pair if broker.bridge else None, f"{broker.name}.client")

    def client_ca(self, path: str) -> bytes:
        """The authority whose client certificates a listener requires."""
        return trust_pem(self.client_ca_path(path))

    def client_ca_path(self, path: str) -> Path:
        """Where that authority is."""
        return self._pki / "client-root.pem" if self.development else self._folder / path

    def trust(self, mesh: Mesh) -> bytes:
        """The authorities that spokes believe, as PEM."""
        pems = [trust_pem(path) for path in self.trust_paths(mesh)]
        if mesh.trust.system and not self.development:
            pems.append(_system_store().read_bytes())
        return b"".join(pems)

    def trust_paths(self, mesh: Mesh) -> tuple[Path, ...]:
        """Where the authorities are that spokes believe, beside the system's."""
        if self.development:
            return (self._pki / "root.pem",)
        return tuple(self._folder / path for path in mesh.trust.files)

    def development_root(self, name: str) -> bytes:
        """An authority of the development PKI: `root.pem` of servers, `client-root.pem` of clients."""
        return trust_pem(self._pki / name)

    def _paths(self, pair: KeyPair | None, leaf: str) -> PairPaths | None:
        if pair is None:
            return None
        if self.development:
            return PairPaths(self._pki / leaf / "fullchain.pem", self._pki / leaf / "privkey.pem")
        return PairPaths(self._folder / pair.certificate, self._folder / pair.private_key)


def _read(paths: PairPaths | None) -> tuple[bytes, bytes] | None:
    if paths is None:
        return None
    try:
        return paths.chain.read_bytes(), paths.key.read_bytes()
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
            f"certificates are missing, {len(missing)} of their files, and {why}", details=missing[:10]
        )
    if not missing:
        return Credentials(False, folder, pki)
    issue_development_pki(pki, leaf_requests(mesh, addresses))
    return Credentials(True, folder, pki)


def credentials_in_use(folder: Path, pki: Path, known: KnownMesh | None) -> Credentials:
    """Where a mesh's certificates come from: as it was started here, else the topology's own.

    Args:
        folder: The topology's folder.
        pki: Where the development PKI is kept.
        known: What runs here.
    """
    return Credentials(known is not None and known.development, folder, pki)


def _named(mesh: Mesh) -> Iterator[str]:
    yield from mesh.trust.files
    for broker in mesh.brokers:
        yield from (listener.client_ca for listener in broker.listeners if listener.client_ca)
        for pair in (broker.key_pair, broker.bridge.key_pair if broker.bridge else None):
            if pair is not None:
                yield from (pair.certificate, pair.private_key)


def leaf_requests(mesh: Mesh, addresses: Mapping[str, str]) -> Iterator[LeafRequest]:
    """The leaves of a development PKI; each listener's carries its loopback address too."""
    for broker in mesh.brokers:
        if broker.key_pair:
            name = mesh.host if broker is mesh.hub else broker.name
            numbers = [addresses[broker.name], *([name] if is_address(name) else [])]
            yield LeafRequest(broker.name, () if is_address(name) else (name,), tuple(numbers))
        if broker.bridge and broker.bridge.key_pair:
            yield LeafRequest(f"{broker.name}.client", usage="client", common_name=broker.name)


def _system_store() -> Path:
    for store in map(Path, _SYSTEM_STORES):
        if store.is_file():
            return store
    raise EnvironmentProblem(
        "this machine has no bundle of the system's authorities", hint="Install ca-certificates."
    )
