"""Every certificate of a mesh: where it is, what it says, who uses it, and what is being shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from mqttmesh.certs import CertificateFacts, facts_of, read_certificates
from mqttmesh.errors import UsageError
from mqttmesh.mesh import Mesh
from mqttmesh.runtime.credentials import Credentials
from mqttmesh.runtime.served import served_fingerprint
from mqttmesh.runtime.status import ListenerStatus

Use = Literal["listener", "bridge", "trust", "client-ca"]
Listeners = Mapping[str, Sequence[ListenerStatus]]
"""TLS listeners that can be dialled from here, by their broker."""

Shown = Literal["the same", "another", "nothing"]


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """One certificate of one file.

    Attributes:
        brokers: Who uses it.
        position: Its place in the file; the leaf of a chain is the first, 0.
        facts: What it says; None where the file cannot be read.
        fault: Why it cannot be read, or "".
        shown: What the broker's listeners show, against this leaf; None where nobody was asked.
    """

    brokers: tuple[str, ...]
    use: Use
    file: Path
    position: int
    facts: CertificateFacts | None
    fault: str = ""
    shown: Shown | None = None


def inventory(mesh: Mesh, credentials: Credentials, listeners: Listeners) -> Iterator[HeldCertificate]:
    """What a mesh holds: pairs of listeners and bridges, and the authorities that are believed.

    Args:
        mesh: The mesh.
        credentials: Where its certificates come from.
        listeners: Those that run here, by broker: they are asked what they show.
    """
    for broker in mesh.brokers:
        if paths := credentials.listener_paths(broker):
            yield from _chain(
                (broker.name,), "listener", paths.chain, _shown_by(listeners.get(broker.name, ()))
            )
        if paths := credentials.bridge_paths(broker):
            yield from _chain((broker.name,), "bridge", paths.chain, ())
    believers = tuple(spoke.name for spoke in mesh.spokes if spoke.bridge and spoke.bridge.tls)
    for path in credentials.trust_paths(mesh) if believers else ():
        yield from _chain(believers, "trust", path, ())
    for authority, askers in _client_authorities(mesh).items():
        yield from _chain(askers, "client-ca", credentials.client_ca_path(authority), ())


def _chain(
    brokers: tuple[str, ...], use: Use, file: Path, fingerprints: tuple[str | None, ...]
) -> Iterator[HeldCertificate]:
    try:
        certificates = read_certificates(file)
    except UsageError as error:
        yield HeldCertificate(brokers, use, file, 0, None, error.message)
        return
    for position, certificate in enumerate(certificates):
        facts = facts_of(certificate)
        shown = _against(facts, fingerprints) if position == 0 else None
        yield HeldCertificate(brokers, use, file, position, facts, shown=shown)


def _shown_by(listeners: Sequence[ListenerStatus]) -> tuple[str | None, ...]:
    return tuple(map(served_fingerprint, listeners))


def _against(facts: CertificateFacts, fingerprints: tuple[str | None, ...]) -> Shown | None:
    if not fingerprints:
        return None
    if all(shown == facts.fingerprint for shown in fingerprints):
        return "the same"
    return "nothing" if None in fingerprints else "another"


def _client_authorities(mesh: Mesh) -> dict[str, tuple[str, ...]]:
    asked: dict[str, tuple[str, ...]] = {}
    for broker in mesh.brokers:
        for listener in broker.listeners:
            if listener.client_ca and broker.name not in asked.get(listener.client_ca, ()):
                asked[listener.client_ca] = (*asked.get(listener.client_ca, ()), broker.name)
    return asked
