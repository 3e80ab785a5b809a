"""PEM files as people have them: text before the blocks, other line ends, no final newline."""

from __future__ import annotations

import re
from pathlib import Path

from cryptography import x509

from mqttmesh.certs.reading import beginning
from mqttmesh.errors import UsageError

_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----\s.*?-----END CERTIFICATE-----", re.DOTALL)
_KEY = re.compile(rb"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_DER = b"\x30"  # an ASN.1 sequence, as every certificate and key is one
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
    data = _content(path)
    if _KEY.search(data):
        raise UsageError(
            f"{path} holds a private key, and would be copied for everybody to read",
            hint="Name a file that holds certificates alone.",
        )
    blocks = _blocks(data, path)
    _parsed(blocks, path)
    return b"".join(blocks)


def read_certificates(path: Path) -> tuple[x509.Certificate, ...]:
    """The certificates of a file, in their order.

    Raises:
        UsageError: As `trust_pem`.
    """
    return _parsed(split_certificates(trust_pem(path)), path)


def read_chain(path: Path) -> tuple[tuple[x509.Certificate, ...], bool]:
    """The certificates of a file that a broker keeps to itself, and whether it holds a private key too.

    Raises:
        UsageError: As `trust_pem`, but for the key.
    """
    data = _content(path)
    return _parsed(_blocks(data, path), path), _KEY.search(data) is not None


def _blocks(data: bytes, path: Path) -> tuple[bytes, ...]:
    if len(data) > _LARGEST:
        raise UsageError(f"{path} is larger than {_LARGEST // 1024**2} MiB")
    blocks = split_certificates(data)
    if not blocks:
        form = "it is DER" if data.startswith(_DER) else "-----BEGIN CERTIFICATE-----"
        raise UsageError(f"{path} holds no certificate", hint=f"It must be PEM: {form}.")
    return blocks


def _parsed(blocks: tuple[bytes, ...], path: Path) -> tuple[x509.Certificate, ...]:
    return tuple(_certificate(block, path, number) for number, block in enumerate(blocks, start=1))


def _certificate(block: bytes, path: Path, number: int) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(block)
    except ValueError as error:
        raise UsageError(f"certificate {number} of {path} is damaged: {error}") from None


def _content(path: Path) -> bytes:
    try:
        return beginning(path, _LARGEST + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", hint="The topology names it.") from None
