"""Certificates of every kind, sound and not: what a test wants to differ is said, the rest is sound."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey
DAY = timedelta(days=1)
_SHA256_WITH_RSA = bytes.fromhex("2a864886f70d01010b")  # object identifiers (RFC 8017 appendix C)
_SHA1_WITH_RSA = bytes.fromhex("2a864886f70d010105")
PURPOSES = {
    "server": ExtendedKeyUsageOID.SERVER_AUTH,
    "client": ExtendedKeyUsageOID.CLIENT_AUTH,
    "any": ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE,
}


@dataclass(frozen=True)
class Entity:
    """Somebody with a certificate and its key; authorities sign others' certificates."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def key_pem(self, pass_phrase: bytes = b"") -> bytes:
        encryption = BestAvailableEncryption(pass_phrase) if pass_phrase else NoEncryption()
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption)


def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def ed25519_key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def authority(
    name: str,
    issuer: Entity | None = None,
    *,
    organization: str = "Test",
    key: PrivateKey | None = None,
    begins: timedelta = -DAY,
    ends: timedelta = 365 * DAY,
    is_ca: bool = True,
    signs: bool = True,
    path_length: int | None = None,
    permitted: Sequence[str] = (),
) -> Entity:
    """An authority: a root where nobody is its issuer; `permitted` are the DNS names it is constrained to."""
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(is_ca, path_length if is_ca else None), True),
        (_key_usage(signs_certificates=signs), True),
    ]
    if permitted:
        names = [x509.DNSName(name) for name in permitted]
        extensions.append((x509.NameConstraints(names, None), True))
    subject = [(NameOID.ORGANIZATION_NAME, organization), (NameOID.COMMON_NAME, name)]
    return _signed(subject, issuer, key or ec_key(), begins, ends, extensions)


def leaf(
    issuer: Entity | None,
    *,
    names: Iterable[str] = (),
    addresses: Iterable[str] = (),
    common_name: str = "",
    purposes: Sequence[str] = ("server",),
    key: PrivateKey | None = None,
    begins: timedelta = -DAY,
    ends: timedelta = 89 * DAY,
) -> Entity:
    """A certificate of somebody who signs nothing; without purposes it has no extended key usage."""
    alternative = [
        *(x509.DNSName(name) for name in names),
        *(x509.IPAddress(ipaddress.ip_address(address)) for address in addresses),
    ]
    extensions: list[tuple[x509.ExtensionType, bool]] = [
        (x509.BasicConstraints(False, None), True),
        (_key_usage(signature=True), True),
    ]
    if alternative:
        extensions.append((x509.SubjectAlternativeName(alternative), not common_name))
    if purposes:
        extensions.append((x509.ExtendedKeyUsage([PURPOSES[each] for each in purposes]), False))
    subject = [(NameOID.COMMON_NAME, common_name)] if common_name else []
    return _signed(subject, issuer, key or ec_key(), begins, ends, extensions)


def signed_with_sha1(entity: Entity, issuer: Entity) -> Entity:
    """The same certificate signed with SHA-1, as no library signs any more; the issuer's key is RSA."""
    assert isinstance(issuer.key, rsa.RSAPrivateKey)
    unsigned = entity.certificate.public_bytes(Encoding.DER).replace(_SHA256_WITH_RSA, _SHA1_WITH_RSA)
    content = x509.load_der_x509_certificate(unsigned).tbs_certificate_bytes
    signature = issuer.key.sign(content, padding.PKCS1v15(), hashes.SHA1())
    return Entity(x509.load_der_x509_certificate(unsigned[: -len(signature)] + signature), entity.key)


def pem(*entities: Entity) -> bytes:
    """Their certificates in one file, in this order."""
    return b"".join(each.pem for each in entities)


def write_pair(folder: Path, chain: bytes, key: bytes) -> None:
    """A pair as certbot names it; the key is its owner's alone."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "fullchain.pem").write_bytes(chain)
    private = folder / "privkey.pem"
    private.touch(0o600)
    private.write_bytes(key)


def _signed(
    subject: list[tuple[x509.ObjectIdentifier, str]],
    issuer: Entity | None,
    key: PrivateKey,
    begins: timedelta,
    ends: timedelta,
    extensions: Sequence[tuple[x509.ExtensionType, bool]],
) -> Entity:
    name = x509.Name([x509.NameAttribute(attribute, value) for attribute, value in subject])
    signing_key = issuer.key if issuer else key
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.certificate.subject if issuer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + begins)
        .not_valid_after(now + ends)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False
        )
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    digest = None if isinstance(signing_key, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    return Entity(builder.sign(signing_key, digest), key)


def _key_usage(*, signature: bool = False, signs_certificates: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=signature,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=not (signature or signs_certificates),
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
