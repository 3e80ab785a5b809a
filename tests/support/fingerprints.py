"""Which certificate that is: SHA-256 of a leaf's DER form, as OpenSSL prints it, in lower case."""

from __future__ import annotations

import hashlib
import ssl
from pathlib import Path

_END = "-----END CERTIFICATE-----"


def leaf_fingerprint(chain: Path) -> str:
    """Of the first certificate in a file."""
    return _fingerprint(chain.read_text().partition(_END)[0] + _END)


def served_fingerprint(address: str, port: int) -> str:
    """Of what a listener shows now."""
    return _fingerprint(ssl.get_server_certificate((address, port), timeout=10))


def _fingerprint(pem: str) -> str:
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()
