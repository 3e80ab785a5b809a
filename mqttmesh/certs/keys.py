"""Private keys: whether one is the key of a certificate, and of use to a broker that nobody attends."""

from __future__ import annotations

import re
from collections.abc import Sequence

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from mqttmesh.certs.cause import KeyFault
from mqttmesh.certs.order import begins_with_authority

_BLOCK = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL)


def key_fault(pem: bytes, chain: Sequence[x509.Certificate]) -> KeyFault | None:
    """What is wrong with a private key for a chain; None when it is the leaf's."""
    block = _BLOCK.search(pem)
    if block is None:
        return KeyFault.BROKEN
    try:
        key = load_pem_private_key(block[0] + b"\n", password=None)
    except TypeError:
        return KeyFault.ENCRYPTED
    except (ValueError, UnsupportedAlgorithm):
        return KeyFault.BROKEN
    if begins_with_authority(chain):
        return None  # whose key it shall be is not known
    return None if key.public_key() == chain[0].public_key() else KeyFault.OF_ANOTHER
