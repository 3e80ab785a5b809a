"""Let's Encrypt's authorities, as its page of chains (letsencrypt.org/certificates, July 2026) names them."""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import NameOID

X1 = "96bcec06264976f37460779acf28c5a7cfe8a3c0aae11a8ffcee05c0bddf08c6"
"""SHA-256 of ISRG Root X1, RSA 4096: every chain can end there."""
X2 = "69729b8e15a86efc177a57afb7171dfc64add28c2fca8cf1507e34453ccb1470"
"""SHA-256 of ISRG Root X2, P-384: chains of RSA certificates do not end there."""

_ISSUES_LEAVES = "Let's Encrypt"  # of intermediates: E5 to E9, R10 to R14, and today YE1 to YE3, YR1 to YR3
_NEW_ROOTS = frozenset({"Root YE", "Root YR"})  # in no store yet: served cross-signed by X2 and X1
_OWNERS = frozenset({_ISSUES_LEAVES, "Internet Security Research Group", "ISRG"})


def is_leaf(certificate: x509.Certificate) -> bool:
    """Whether one of its intermediates issued it."""
    return _said(certificate.issuer, NameOID.ORGANIZATION_NAME) == _ISSUES_LEAVES


def is_intermediate(certificate: x509.Certificate) -> bool:
    """Whether it is one of its authorities that is not self-signed: those change without notice."""
    if certificate.issuer == certificate.subject:
        return False
    organization = _said(certificate.subject, NameOID.ORGANIZATION_NAME)
    return organization == _ISSUES_LEAVES or _said(certificate.subject, NameOID.COMMON_NAME) in _NEW_ROOTS


def is_authority(certificate: x509.Certificate) -> bool:
    """Whether it is any of its authorities."""
    return _said(certificate.subject, NameOID.ORGANIZATION_NAME) in _OWNERS


def fingerprint(certificate: x509.Certificate) -> str:
    """SHA-256 of its DER form, in hexadecimal."""
    return certificate.fingerprint(hashes.SHA256()).hex()


def _said(name: x509.Name, attribute: x509.ObjectIdentifier) -> str:
    return next((str(each.value) for each in name.get_attributes_for_oid(attribute)), "")
