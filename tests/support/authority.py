"""A throwaway certificate authority for tests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class IssuedPair:
    """A certificate and its key, as PEM."""

    certificate: bytes
    private_key: bytes


@dataclass(frozen=True)
class Authority:
    """Issues leaves: an intermediate where another is its issuer, else a self-signed root.

    Attributes:
        lifetime: Of itself, where it is a root, and of what it issues, which began a minute ago.
    """

    name: str = "Test Authority"
    key: EllipticCurvePrivateKey = field(default_factory=lambda: generate_private_key(SECP256R1()))
    issuer: Authority | None = None
    lifetime: timedelta = timedelta(hours=1)

    @cached_property
    def certificate(self) -> bytes:
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        issuer = self.issuer or self
        unsigned = issuer._unsigned(self.name, self.key).add_extension(constraints, critical=True)
        return unsigned.sign(issuer.key, hashes.SHA256()).public_bytes(Encoding.PEM)

    def issue(self, name: str) -> IssuedPair:
        """A leaf for one DNS name."""
        key = generate_private_key(SECP256R1())
        names = x509.SubjectAlternativeName([x509.DNSName(name)])
        leaf = self._unsigned(name, key).add_extension(names, critical=False).sign(self.key, hashes.SHA256())
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        return IssuedPair(leaf.public_bytes(Encoding.PEM), private)

    def _unsigned(self, subject: str, key: EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        began = datetime.now(UTC) - timedelta(minutes=1)
        return (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(began)
            .not_valid_after(began + self.lifetime)
        )
