"""What a certificate says, in plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

RENEW_BELOW = 1 / 3
"""Share of its life at which a certificate is due: certbot renews there, whatever the lifetime is."""

_PURPOSES = {
    ExtendedKeyUsageOID.SERVER_AUTH: "serverAuth",
    ExtendedKeyUsageOID.CLIENT_AUTH: "clientAuth",
    ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE: "any",
}


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """One certificate.

    Attributes:
        names: Its subject alternative names, as text.
        purposes: Its extended key usage; empty when it has none, and so any (RFC 5280 §4.2.1.12).
        key: Kind of its key, such as `RSA 2048`.
        fingerprint: SHA-256 of its DER form, in hexadecimal.
    """

    subject: str
    names: tuple[str, ...]
    issuer: str
    purposes: tuple[str, ...]
    key: str
    not_before: datetime
    not_after: datetime
    fingerprint: str
    authority: bool

    def left(self, now: datetime) -> timedelta:
        """How long it is still valid; negative when it has expired."""
        return self.not_after - now

    def share_left(self, now: datetime) -> float:
        """The share of its life that is left, from 0 to 1."""
        whole = self.not_after - self.not_before
        return min(1.0, max(0.0, self.left(now) / whole)) if whole else 0.0

    def due(self, now: datetime) -> bool:
        """Whether it should have been renewed by now; an authority is due when it has expired."""
        return self.left(now) <= timedelta() or (not self.authority and self.share_left(now) < RENEW_BELOW)


def facts_of(certificate: x509.Certificate) -> CertificateFacts:
    """What a certificate says."""
    return CertificateFacts(
        subject=certificate.subject.rfc4514_string(),
        names=_names(certificate),
        issuer=certificate.issuer.rfc4514_string(),
        purposes=_purposes(certificate),
        key=_key(certificate),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        authority=_is_authority(certificate),
    )


def title(name: x509.Name) -> str:
    """What a subject or an issuer is called for short: its common name, where it has one."""
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string() or "nobody"


def facts_of_der(der: bytes) -> CertificateFacts:
    """The same from a certificate's DER form, as a TLS handshake shows it."""
    return facts_of(x509.load_der_x509_certificate(der))


def _names(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(str(name.value) for name in names)


def _purposes(certificate: x509.Certificate) -> tuple[str, ...]:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return ()
    return tuple(_PURPOSES.get(purpose, purpose.dotted_string) for purpose in usage)


def _key(certificate: x509.Certificate) -> str:
    match certificate.public_key():
        case rsa.RSAPublicKey() as key:
            return f"RSA {key.key_size}"
        case ec.EllipticCurvePublicKey() as key:
            return f"EC {key.curve.name}"
        case ed25519.Ed25519PublicKey():
            return "Ed25519"
        case ed448.Ed448PublicKey():
            return "Ed448"
        case other:
            return type(other).__name__


def _is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
