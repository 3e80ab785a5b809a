"""The certificates of a mesh: who shows which, who believes which, and what OpenSSL says when they meet.

Only files on this machine are judged. One handshake a pair of what is shown and what is believed, however
many spokes there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mqttmesh.check.case import Case, Subject
from mqttmesh.finding import Loc
from mqttmesh.mesh import Broker, KeyPair

if TYPE_CHECKING:
    from cryptography import x509

    from mqttmesh.certs.cause import Cause, KeyFault
    from mqttmesh.certs.diagnosis import Diagnosis
    from mqttmesh.certs.shelf import CertificateFile
    from mqttmesh.certs.verifier import Purpose

SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate and its key, and the brokers that show it.

    Attributes:
        purpose: What it shows them to be.
        loc: The place that names the certificate.
        key_loc: The place that names its key.
        brokers: Who shows it.
    """

    purpose: Purpose
    pair: KeyPair
    loc: Loc
    key_loc: Loc
    brokers: Sequence[Broker]


@dataclass(frozen=True, slots=True)
class Believed:
    """A file of authorities.

    Attributes:
        purpose: What those are whom they vouch for.
        name: Its path.
        loc: The place that names it.
    """

    purpose: Purpose
    name: str
    loc: Loc


@dataclass(frozen=True, slots=True)
class Refused:
    """A chain that is shown and not taken, and why.

    Attributes:
        sure: Whether no authority that spokes' images may hold could change it.
    """

    shown: Shown
    leaf: x509.Certificate
    believed: Sequence[Believed]
    diagnosis: Diagnosis
    sure: bool


class Papers:
    """The certificates of one topology."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self.files = case.certificates

    @cached_property
    def shown(self) -> tuple[Shown, ...]:
        """What brokers show, on this machine or not."""
        return tuple(each for subject in self._case.brokers for each in _shown(subject))

    @cached_property
    def trust(self) -> tuple[Believed, ...]:
        """What spokes believe of a hub, but for the system's store."""
        if not any(spokes.bridge and spokes.bridge.tls for spokes in self._case.spokes):
            return ()
        named = enumerate(self._case.spec.trust)
        return tuple(Believed("server", name, ("trust", index)) for index, name in named if name != SYSTEM)

    @cached_property
    def client_authorities(self) -> tuple[Believed, ...]:
        """What brokers believe of clients."""
        return tuple(dict.fromkeys(self._client_authorities()))

    @property
    def believed(self) -> tuple[Believed, ...]:
        """Every file of authorities."""
        return self.trust + self.client_authorities

    @property
    def system(self) -> bool:
        """Whether spokes believe the system's store too."""
        return self._case.mesh.trust.system

    @cached_property
    def here(self) -> tuple[tuple[Shown, CertificateFile], ...]:
        """What is shown and can be read on this machine."""
        found = ((each, self.files.certificates(each.pair.certificate)) for each in self.shown)
        return tuple((each, file) for each, file in found if file and file.certificates)

    @cached_property
    def believed_here(self) -> tuple[tuple[Believed, CertificateFile], ...]:
        """What is believed and can be read on this machine."""
        found = ((each, self.files.certificates(each.name)) for each in self.believed)
        return tuple((each, file) for each, file in found if file and file.certificates)

    def anchors(self, believed: Sequence[Believed]) -> tuple[x509.Certificate, ...] | None:
        """The certificates of files; None where one of them is not here or is broken."""
        files = [self.files.certificates(each.name) for each in believed]
        if not all(file and file.certificates for file in files):
            return None
        return tuple(each for file in files if file for each in file.certificates)

    def refused(self, *causes: Cause) -> Iterator[Refused]:
        """Every chain that is refused for one of these causes."""
        return (each for each in self._refused if each.diagnosis.cause in causes)

    def place(self, refused: Refused) -> tuple[Loc, str]:
        """The place that names the certificate at fault, and its file: of what is shown, else believed."""
        shown = self.files.certificates(refused.shown.pair.certificate)
        if shown and refused.diagnosis.at in shown.certificates:
            return refused.shown.loc, shown.name
        return self.anchor(refused)

    def anchor(self, refused: Refused) -> tuple[Loc, str]:
        """The place that names the anchor at fault, and its file."""
        for each in refused.believed:
            file = self.files.certificates(each.name)
            if file and refused.diagnosis.at in file.certificates:
                return each.loc, each.name
        return refused.shown.loc, refused.shown.pair.certificate

    @cached_property
    def key_faults(self) -> tuple[tuple[Shown, KeyFault], ...]:
        """What is wrong with private keys on this machine."""
        return tuple(self._keys())

    def _keys(self) -> Iterator[tuple[Shown, KeyFault]]:
        for shown, file in self.here:
            content = self.files.content(shown.pair.private_key)
            if content is not None:
                from mqttmesh.certs.keys import key_fault

                if fault := key_fault(content, file.certificates):
                    yield shown, fault

    @cached_property
    def _refused(self) -> tuple[Refused, ...]:
        return tuple(self._tried())

    def _tried(self) -> Iterator[Refused]:
        for shown, file in self.here:
            believed = self._believed_of(shown)
            if believed is None:
                continue
            from mqttmesh.certs.diagnosis import diagnose
            from mqttmesh.certs.letsencrypt import is_leaf
            from mqttmesh.certs.order import begins_with_authority
            from mqttmesh.certs.verifier import Anchors, has_system_store, is_too_large

            if begins_with_authority(file.certificates) or is_too_large(file.certificates):
                continue  # other rules say so
            system = shown.purpose == "server" and self.system
            anchors = self.anchors(believed)
            if anchors is None or (system and not has_system_store()):
                continue
            said = diagnose(file.certificates, Anchors(anchors, system), shown.purpose, self._case.now)
            if said is not None:
                yield Refused(
                    shown, leaf := file.certificates[0], believed, said, not system or is_leaf(leaf)
                )

    def _believed_of(self, shown: Shown) -> Sequence[Believed] | None:
        """What those believe to whom it is shown; None where nobody here knows."""
        if shown.purpose == "server":
            of_the_hub = shown.brokers[0] is self._case.mesh.hub
            return self.trust if of_the_hub and (self.trust or self.system) else None
        return self.client_authorities[:1] if self._case.resolution.hub.client_ca else None

    def _client_authorities(self) -> Iterator[Believed]:
        hub = self._case.resolution.hub
        if hub.client_ca:
            yield Believed("client", hub.client_ca, ("hub", "auth", "spokes", "certificate", "client_ca"))
        for subject in self._case.brokers:
            for index, listener in enumerate(subject.spec.listeners or ()):
                if listener.client_ca:
                    yield from _asked(subject, index)


def _asked(subject: Subject, index: int) -> Iterator[Believed]:
    """The authorities whose certificates a listener asks for."""
    for place in subject.places("listeners"):
        for brokers in _sharing(place.brokers, lambda broker: broker.listeners[index].client_ca):
            name = brokers[0].listeners[index].client_ca or ""
            yield Believed("client", name, (*place.loc, index, "client_ca"))


def _shown(subject: Subject) -> Iterator[Shown]:
    if any(listener.tls for listener in subject.broker.listeners):
        yield from _pairs(subject, "tls", "server", lambda broker: broker.key_pair)
    yield from _pairs(subject, "client_tls", "client", _client_pair)


def _client_pair(broker: Broker) -> KeyPair | None:
    return broker.bridge.key_pair if broker.bridge else None


def _pairs(
    subject: Subject, key: str, purpose: Purpose, pair_of: Callable[[Broker], KeyPair | None]
) -> Iterator[Shown]:
    first = pair_of(subject.broker)
    if first is None:
        return
    fields = ("letsencrypt", "letsencrypt") if first.letsencrypt else ("certificate", "private_key")
    for place in subject.places(key):
        loc, key_loc = ((*place.loc, field) for field in fields)
        for brokers in _sharing(place.brokers, pair_of):
            if pair := pair_of(brokers[0]):
                yield Shown(purpose, pair, loc, key_loc, brokers)


def _sharing(brokers: Sequence[Broker], of: Callable[[Broker], object]) -> Iterable[Sequence[Broker]]:
    """All brokers of one entry, where they share a file, or each alone: `{spoke}` is in its path."""
    return [brokers] if of(brokers[0]) == of(brokers[-1]) else [[broker] for broker in brokers]
