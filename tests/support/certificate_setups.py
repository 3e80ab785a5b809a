"""Set-ups of certificates between a hub and one spoke: what the hub shows, what the spoke believes and dials.

Each is sound but for what it says. `certificate_table` has them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from tests.support.certificates import (
    DAY,
    Entity,
    authority,
    leaf,
    pem,
    rsa_key,
    signed_with_sha1,
    write_pair,
)

NAME = "mqtt.table.example"
SPOKE = "edge"


@dataclass(frozen=True)
class Setup:
    """What lies where, and what shall come of it.

    Attributes:
        chain: What the hub serves.
        key: The hub's private key.
        trust: What the spoke believes.
        rule: The rule that finds what is wrong; None where the bridge connects.
        dialled: What the spoke dials: a name, or None for the hub's address.
        clients: The authority of client certificates, where the hub asks for one.
        client: What the spoke shows then: chain and key.
    """

    chain: bytes
    key: bytes
    trust: bytes
    rule: str | None = None
    dialled: str | None = NAME
    clients: bytes | None = None
    client: tuple[bytes, bytes] | None = None

    def write(self, folder: Path) -> None:
        """Put the files where the topology names them."""
        write_pair(folder / "pki/hub", self.chain, self.key)
        (folder / "pki/root.pem").write_bytes(self.trust)
        if self.clients:
            (folder / "pki/clients.pem").write_bytes(self.clients)
        if self.client:
            write_pair(folder / "pki/edge", *self.client)


@cache
def root() -> Entity:
    return authority("Root")


@cache
def other_root() -> Entity:
    return authority("Other Root")


@cache
def intermediate() -> Entity:
    return authority("Intermediate", root(), path_length=0)


@cache
def rsa_root() -> Entity:
    return authority("RSA Root", key=rsa_key(2048))


@cache
def client_root() -> Entity:
    return authority("Client Root")


def served(own: Entity, *above: Entity, trust: bytes | None = None, rule: str | None = None) -> Setup:
    """A hub that serves a chain, and a spoke that believes the root."""
    return Setup(pem(own, *above), own.key_pem(), trust or root().pem, rule)


def wanted(issuer: Entity | None = None, **options: Any) -> Entity:
    """The hub's leaf; for the name that is dialled where no other is said."""
    if not {"names", "addresses", "common_name"} & options.keys():
        options["names"] = [NAME]
    return leaf(issuer or root(), **options)


def of_an_authority(rule: str | None = None, **options: Any) -> Setup:
    """A hub whose leaf an intermediate issued that is sound but for what is said."""
    issuer = authority("Intermediate", root(), **options)
    return served(wanted(issuer), issuer, rule=rule)


def by_client(shown: Entity | None, *above: Entity, rule: str | None = None) -> Setup:
    """A sound hub that lets spokes in by certificate, and what its spoke shows."""
    hub = wanted()
    client = (pem(shown, *above), shown.key_pem()) if shown else None
    return Setup(pem(hub), hub.key_pem(), root().pem, rule, clients=client_root().pem, client=client)


def client(issuer: Entity | None = None, **options: Any) -> Entity:
    """The spoke's client certificate."""
    return leaf(issuer or client_root(), **{"common_name": SPOKE, "purposes": ("client",), **options})


def client_of_letsencrypt() -> Setup:
    """Its certificates prove servers, and nothing else since 2026."""
    issuing = authority("YE1", client_root(), organization="Let's Encrypt")
    shown = client(issuing, purposes=("server",), names=[NAME])
    return by_client(shown, issuing, rule="letsencrypt-client-certificate")


def client_of_an_intermediate() -> Setup:
    issuing = authority("Client Intermediate", client_root())
    return by_client(client(issuing), issuing)


def cross_signed(*served_above: str) -> Setup:
    """As Let's Encrypt has it today: the spoke knows X1; the new root comes signed by it."""
    x1 = authority("ISRG Root X1", organization="Internet Security Research Group")
    new = authority("Root YR", x1, organization="ISRG")
    issuing = authority("YR1", new, organization="Let's Encrypt")
    own, above = wanted(issuing), {"YR1": issuing, "Root YR": new}
    chain = [above[name] for name in served_above]
    return served(own, *chain, trust=x1.pem, rule=None if len(chain) == 2 else "hub-chain-incomplete")


def renewed_root(rule: str | None = None) -> Setup:
    """A root of the same name and another key."""
    return served(wanted(), trust=authority("Root").pem, rule=rule)


def key_of_another() -> Setup:
    return Setup(pem(wanted()), wanted().key_pem(), root().pem, "key-of-another-certificate")


def encrypted_key() -> Setup:
    own = wanted()
    return Setup(pem(own), own.key_pem(b"geheim"), root().pem, "encrypted-key")


def self_signed(*, trusted: bool) -> Setup:
    own = leaf(None, names=[NAME], common_name="hub")
    return served(own, trust=pem(own) if trusted else root().pem, rule=None if trusted else "untrusted-hub")


def believed(*trust: Entity, rule: str | None) -> Setup:
    """A sound hub, root ← intermediate ← leaf, before a spoke that believes something else."""
    return served(wanted(intermediate()), intermediate(), trust=pem(*trust), rule=rule)


def own_leaf_believed() -> Setup:
    own = wanted(intermediate())
    return served(own, intermediate(), trust=pem(own), rule="leaf-as-anchor")


def own_chain_believed() -> Setup:
    own = wanted(intermediate())
    chain = pem(own, intermediate())
    return served(own, intermediate(), trust=chain, rule="leaf-as-anchor")


def intermediate_first() -> Setup:
    own = wanted(intermediate())
    return Setup(pem(intermediate(), own), own.key_pem(), root().pem, "leaf-not-first")


def upper_first() -> Setup:
    upper = authority("Upper", root())
    lower = authority("Lower", upper)
    return served(wanted(lower), upper, lower, rule="chain-out-of-order")


def expired_root(*beside: Entity, rule: str) -> Setup:
    old = authority("Old Root", begins=-20 * DAY, ends=-DAY)
    own = wanted(old if not beside else root())
    return served(own, trust=pem(old, *beside), rule=rule)


def dialled(name: str | None, rule: str | None = None, release: str | None = None, **options: Any) -> Setup:
    """A hub whose leaf carries these names, dialled by that name, or by its address."""
    own = wanted(**options)
    return Setup(pem(own), own.key_pem(), root().pem, rule, dialled=name)


def weak_root() -> Setup:
    old = authority("Weak Root", key=rsa_key(1024))
    return served(wanted(old), trust=old.pem, rule="weak-key")


def sha1_leaf() -> Setup:
    return served(
        signed_with_sha1(wanted(rsa_root()), rsa_root()), trust=rsa_root().pem, rule="weak-signature"
    )


def sha1_root() -> Setup:
    """Nobody checks what a root says of itself."""
    old = authority("Old RSA Root", key=rsa_key(2048))
    return served(wanted(old), trust=signed_with_sha1(old, old).pem)


def sha1_intermediate() -> Setup:
    issuer = signed_with_sha1(authority("Intermediate", rsa_root()), rsa_root())
    return served(wanted(issuer), issuer, trust=rsa_root().pem, rule="weak-signature")


def too_deep() -> Setup:
    upper = authority("Upper", root(), path_length=0)
    lower = authority("Lower", upper)
    return served(wanted(lower), lower, upper, rule="path-too-long")


def written(change: Callable[[bytes], bytes], rule: str | None = None) -> Setup:
    """A sound chain of two, before a change of its file."""
    own = wanted(intermediate())
    return Setup(change(pem(own, intermediate())), own.key_pem(), root().pem, rule)


def with_its_key() -> Setup:
    own = wanted(intermediate())
    chain = pem(own, intermediate())
    return Setup(own.key_pem() + chain, own.key_pem(), root().pem)


def no_anchor(trust: bytes) -> Setup:
    own = wanted()
    return Setup(pem(own), own.key_pem(), trust, "broken-certificate-file")


def in_der() -> Setup:
    own = wanted()
    der = own.certificate.public_bytes(Encoding.DER)
    return Setup(der, own.key_pem(), root().pem, "broken-certificate-file")
