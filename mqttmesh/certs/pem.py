"""PEM files as people have them: text before the blocks, other line ends, no final newline."""

from __future__ import annotations

import re
from pathlib import Path

from cryptography import x509

from mqttmesh.errors import UsageError

_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----\s.*?-----END CERTIFICATE-----", re.DOTALL)
_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_LARGEST = 8 * 1024 * 1024


def split_certificates(data: bytes) -> tuple[bytes, ...]:
    """The certificates of a PEM text (RFC 7468), each a block of its own with LF line ends."""
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return tuple(block + b"\n" for block in _BLOCK.findall(lines))


def trust_pem(path: Path) -> bytes:
    """The certificates of a file that others shall believe, normalised, in their order.

    Raises:
        UsageError: The file cannot be read, holds no certificate, a damaged one, or a private key.
    """
    blocks = split_certificates(_public(path))
    if not blocks:
        raise UsageError(f"{path} holds no certificate", hint="It must be PEM: -----BEGIN CERTIFICATE-----.")
    for number, block in enumerate(blocks, start=1):
        _parsed(block, path, number)
    return b"".join(blocks)


def read_certificates(path: Path) -> tuple[x509.Certificate, ...]:
    """The certificates of a file, in their order.

    Raises:
        UsageError: As `trust_pem`.
    """
    blocks = split_certificates(trust_pem(path))
    return tuple(_parsed(block, path, number) for number, block in enumerate(blocks, start=1))


def _parsed(block: bytes, path: Path, number: int) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(block)
    except ValueError as error:
        raise UsageError(f"certificate {number} of {path} is damaged: {error}") from None


def _public(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", hint="The topology names it.") from None
    if _KEY.search(data):
        raise UsageError(
            f"{path} holds a private key, and would be copied for everybody to read",
            hint="Name a file that holds certificates alone.",
        )
    if len(data) > _LARGEST:
        raise UsageError(f"{path} is larger than {_LARGEST // 1024**2} MiB")
    return data
