"""What OpenSSL calls too weak at security level 2: less than 112 bits (SSL_CTX_set_security_level(3)).

Debian and Ubuntu build OpenSSL so, and so it is by default since 3.2, as in Alpine.
"""

from __future__ import annotations

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

_RSA_BITS, _EC_BITS = 2048, 224
_WEAK_HASHES: dict[type, str] = {hashes.SHA1: "SHA-1", hashes.MD5: "MD5"}


def weak_key(certificate: x509.Certificate) -> str | None:
    """What its key is, where it is too weak."""
    match certificate.public_key():
        case rsa.RSAPublicKey(key_size=bits) if bits < _RSA_BITS:
            return f"RSA of {bits} bits"
        case dsa.DSAPublicKey(key_size=bits) if bits < _RSA_BITS:
            return f"DSA of {bits} bits"
        case ec.EllipticCurvePublicKey(curve=curve) if curve.key_size < _EC_BITS:
            return f"EC of {curve.key_size} bits"
    return None


def weak_signature(certificate: x509.Certificate) -> str | None:
    """The hash it is signed with, where that is too weak; nobody checks a root's own signature."""
    if certificate.issuer == certificate.subject:
        return None
    return _WEAK_HASHES.get(type(certificate.signature_hash_algorithm))
