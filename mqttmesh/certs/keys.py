"""Private keys: whether one is the key of a certificate, and of use to a broker that nobody attends."""

from __future__ import annotations

import re
from enum import Enum, auto

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

_BLOCK = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL)


class KeyFault(Enum):
    """What is wrong with a private key."""

    ENCRYPTED = auto()
    OF_ANOTHER = auto()
    BROKEN = auto()


def key_fault(pem: bytes, leaf: x509.Certificate) -> KeyFault | None:
    """What is wrong with a private key for a certificate; None when they are a pair."""
    block = _BLOCK.search(pem)
    if block is None:
        return KeyFault.BROKEN
    try:
        key = load_pem_private_key(block[0] + b"\n", password=None)
    except TypeError:
        return KeyFault.ENCRYPTED
    except (ValueError, UnsupportedAlgorithm):
        return KeyFault.BROKEN
    return None if key.public_key() == leaf.public_key() else KeyFault.OF_ANOTHER
