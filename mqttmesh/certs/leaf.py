"""Leaf certificates of a development PKI: what is asked for, what is issued, and whether it still serves."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from mqttmesh.certs.pem import split_certificates

_PURPOSE = {"server": ExtendedKeyUsageOID.SERVER_AUTH, "client": ExtendedKeyUsageOID.CLIENT_AUTH}
_BACKDATED = timedelta(hours=1)  # a clock that is behind shall not refuse a new certificate


@dataclass(frozen=True, slots=True)
class LeafRequest:
    """A certificate that somebody needs.

    Attributes:
        name: Its folder.
        dns: Host names it shall carry.
        addresses: IP addresses it shall carry.
        usage: What it proves: a server's name, or a client's.
        common_name: A client's; Mosquitto takes it for the user name.
    """

    name: str
    dns: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    usage: Literal["server", "client"] = "server"
    common_name: str = ""


@dataclass(frozen=True, slots=True)
class Signer:
    """A certificate authority that signs leaves."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey


def sign(
    request: LeafRequest, signer: Signer, lifetime: timedelta
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Issue a leaf as Let's Encrypt does: a server's has no common name, and proves nothing but a server."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_subject(request))
        .issuer_name(signer.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _backdated(lifetime))
        .not_valid_after(now + lifetime)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(signature=True), critical=True)
        .add_extension(x509.ExtendedKeyUsage([_PURPOSE[request.usage]]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key()), critical=False
        )
    )
    if names := _names(request):
        # RFC 5280 §4.2.1.6: critical where the subject is empty
        builder = builder.add_extension(
            x509.SubjectAlternativeName(names), critical=request.usage == "server"
        )
    return builder.sign(signer.key, hashes.SHA256()), key


def _backdated(lifetime: timedelta) -> timedelta:
    """A certificate of minutes begins minutes ago; one that has expired (a drill's) an hour ago."""
    return min(_BACKDATED, lifetime / 10) if lifetime > timedelta() else _BACKDATED


def serves(folder: Path, request: LeafRequest, signer: Signer, now: datetime) -> bool:
    """Whether a pair on disk is what is asked for: names, purpose, issuer, key, a third of its life left."""
    try:
        leaf = x509.load_pem_x509_certificate(split_certificates((folder / "fullchain.pem").read_bytes())[0])
        key = load_pem_private_key((folder / "privkey.pem").read_bytes(), password=None)
        leaf.verify_directly_issued_by(signer.certificate)
        purposes = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (OSError, ValueError, IndexError, TypeError, InvalidSignature, x509.ExtensionNotFound):
        return False  # whatever is wrong with it, a new one is right
    life = leaf.not_valid_after_utc - leaf.not_valid_before_utc
    return (
        leaf.public_key() == key.public_key()
        and leaf.subject == _subject(request)
        and _PURPOSE[request.usage] in purposes
        and set(_names(request)) <= set(_names_of(leaf))
        and now < leaf.not_valid_after_utc - life / 3
    )


def key_usage(*, signature: bool = False, signs_certificates: bool = False) -> x509.KeyUsage:
    """The key usage of a leaf or of an authority (RFC 5280 §4.2.1.3)."""
    return x509.KeyUsage(
        digital_signature=signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _subject(request: LeafRequest) -> x509.Name:
    client = request.usage == "client"
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, request.common_name)] if client else [])


def _names(request: LeafRequest) -> list[x509.GeneralName]:
    addresses = [x509.IPAddress(ipaddress.ip_address(address)) for address in request.addresses]
    return [*(x509.DNSName(name) for name in request.dns), *addresses]


def _names_of(leaf: x509.Certificate) -> list[x509.GeneralName]:
    try:
        return list(leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value)
    except x509.ExtensionNotFound:
        return []
