"""A renewed pair put in use, and taken back where its listener does not come to show it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from ssl import PEM_cert_to_DER_cert
from typing import Protocol

from mqttmesh.certs import (
    CertificateFacts,
    facts_of,
    facts_of_der,
    faults_of,
    read_certificates,
    split_certificates,
    trust_pem,
)
from mqttmesh.errors import OutOfDateError
from mqttmesh.mesh import Broker, Mesh
from mqttmesh.runtime.credentials import Credentials, PairPaths
from mqttmesh.runtime.served import comes_to_serve
from mqttmesh.runtime.status import ListenerStatus

SERVED_WITHIN = 10.0
"""Seconds for a listener to show a renewed certificate."""

Pair = tuple[bytes, bytes]


class Holder(Protocol):
    """Whoever holds the copy that a broker reads; nobody else writes it."""

    def swap(self, pair: Pair) -> None:
        """Have the broker read this pair from now on."""

    def take_back(self) -> None:
        """Have it read again what it read before."""

    def said(self) -> Sequence[str]:
        """The end of its log."""

    def client_authority(self, index: int) -> bytes | None:
        """Whose client certificates a listener requires, as its broker read it; None where nobody knows."""

    def believed(self, mesh: Mesh) -> bytes | None:
        """The authorities that bridges here believe since they started, as PEM; None where nobody knows."""


def require_sound(mesh: Mesh, broker: Broker, paths: PairPaths, trust: Sequence[bytes]) -> None:
    """Refuse a pair that the broker's clients would refuse.

    Raises:
        OutOfDateError: It names every fault.
    """
    ours = broker is mesh.hub
    faults = faults_of(
        paths.chain, paths.key, name=mesh.host if ours else broker.name, trust=trust if ours else ()
    )
    if faults:
        raise OutOfDateError(
            f"{paths.chain} was not put in use",
            details=faults,
            hint="What the broker shows has not changed.",
        )


def install(holder: Holder, paths: PairPaths, listeners: Sequence[ListenerStatus]) -> CertificateFacts:
    """Have a broker show a pair that was found sound; says what its leaf says.

    Args:
        holder: Of the broker's own copy.
        paths: The pair; only read.
        listeners: Those that show it.

    Raises:
        OutOfDateError: They do not show it in time; they show again what they did before.
    """
    wanted = facts_of(read_certificates(paths.chain)[0])
    holder.swap((paths.chain.read_bytes(), paths.key.read_bytes()))
    if comes_to_serve(listeners, wanted.fingerprint, SERVED_WITHIN):
        return wanted
    said = holder.said()
    holder.take_back()
    raise OutOfDateError(
        f"{paths.chain} is not shown {SERVED_WITHIN:g} s after it was put in use, and was taken back",
        details=said,
        hint="The certificate before it goes on being shown.",
    )


def unread(holder: Holder, mesh: Mesh, broker: Broker, credentials: Credentials) -> Iterator[str]:
    """What has changed since it was read, and is read again only by a broker that starts.

    Neither a listener's `cafile` nor what a bridge believes is read again at SIGHUP, in 2.0 and 2.1 alike.
    """
    for index, listener in enumerate(broker.listeners):
        if listener.client_ca:
            read = holder.client_authority(index)
            if read is not None and read != credentials.client_ca(listener.client_ca):
                yield f"{credentials.client_ca_path(listener.client_ca)} has changed"
    if (believed := holder.believed(mesh)) is not None:
        yield from _trust_changes(set(split_certificates(believed)), mesh, credentials)


def _trust_changes(believed: set[bytes], mesh: Mesh, credentials: Credentials) -> Iterator[str]:
    for path in credentials.trust_paths(mesh):
        if not believed.issuperset(split_certificates(trust_pem(path))):
            yield f"{path} has changed"
    if credentials.development or not mesh.trust.system:  # else an image's own authorities are among them
        for gone in sorted(believed.difference(split_certificates(credentials.trust(mesh)))):
            subject = facts_of_der(PEM_cert_to_DER_cert(gone.decode())).subject
            yield f"{subject} was taken out of `trust`, and is still believed"
