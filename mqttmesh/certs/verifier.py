"""What OpenSSL says of a chain, as a broker that is shown it: offline, and without the chain's private key.

In a TLS 1.2 handshake a peer judges the other's certificates before it asks for the proof that they are his
(RFC 5246 §7.3). So a handshake in memory that goes no further than the Certificate message needs no key, and
asks the same library the same question as Mosquitto does.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding

from mqttmesh.certs.authority import throwaway_pair

Purpose = Literal["server", "client"]

_SERVER_HELLO, _CERTIFICATE = b"\x02", b"\x0b"
_RENEGOTIATION_INFO = b"\x00\x05\xff\x01\x00\x01\x00"  # OpenSSL 3 speaks with nobody who lacks it
_ECDHE_ECDSA, _ECDHE_RSA = b"\xc0\x2b", b"\xc0\x2f"
_RECORD = 1 << 14
_MOST_BYTES = 100 * 1024


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why OpenSSL takes no such chain.

    Attributes:
        code: Its number, an `X509_V_ERR_…` of openssl/x509_vfy.h.
        words: How OpenSSL says it.
    """

    code: int
    words: str


@dataclass(frozen=True, slots=True)
class Anchors:
    """What one side believes.

    Attributes:
        certificates: Those that the topology names.
        system: Whether this machine's own store is believed beside them.
    """

    certificates: tuple[x509.Certificate, ...]
    system: bool = False


def refusal(chain: Sequence[x509.Certificate], anchors: Anchors, purpose: Purpose) -> Refusal | None:
    """What whoever believes `anchors` says against a chain (leaf first) that shows a server, or a client.

    Judged by this machine's clock and at OpenSSL's security level 2, as Debian, Ubuntu and every OpenSSL
    since 3.2 have it. Names are no part of it: see `names`.
    """
    context = _context(anchors, purpose)
    judge = _shown_by_a_server if purpose == "server" else _shown_by_a_client
    try:
        judge(context, chain)
    except ssl.SSLCertVerificationError as error:
        return Refusal(error.verify_code, error.verify_message)
    except ssl.SSLError as error:
        return Refusal(0, str(error.reason or error).replace("_", " ").lower())
    return None


@lru_cache(maxsize=64)
def _context(anchors: Anchors, purpose: Purpose) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT if purpose == "server" else ssl.PROTOCOL_TLS_SERVER)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_REQUIRED
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("DEFAULT:@SECLEVEL=2")
    # Mosquitto sets neither: a chain must end at a self-signed root.
    context.verify_flags &= ~(ssl.VERIFY_X509_PARTIAL_CHAIN | ssl.VERIFY_X509_STRICT)
    if anchors.certificates:
        context.load_verify_locations(cadata=b"".join(map(_der, anchors.certificates)))
    if anchors.system:
        context.set_default_verify_paths()
    if purpose == "client":
        _stand_in(context)
    return context


def is_too_large(chain: Sequence[x509.Certificate]) -> bool:
    """Whether nobody would take it for its size alone: 100 KiB (SSL_CTX_set_max_cert_list(3))."""
    return sum(len(_der(each)) + 3 for each in chain) > _MOST_BYTES


def has_system_store() -> bool:
    """Whether this machine has a store of public authorities that OpenSSL finds."""
    known = ssl.get_default_verify_paths()
    return any(path and (Path(path).is_file() or any(Path(path).glob("*.0"))) for path in known[:2])


def _shown_by_a_server(context: ssl.SSLContext, chain: Sequence[x509.Certificate]) -> None:
    incoming = ssl.MemoryBIO()
    client = context.wrap_bio(incoming, ssl.MemoryBIO())
    _go_on(client)
    cipher = _ECDHE_RSA if isinstance(chain[0].public_key(), rsa.RSAPublicKey) else _ECDHE_ECDSA
    hello = b"\x03\x03" + os.urandom(32) + b"\0" + cipher + b"\0" + _RENEGOTIATION_INFO
    incoming.write(_records(_SERVER_HELLO + _sized(hello) + _certificate_message(chain)))
    _go_on(client)


def _shown_by_a_client(context: ssl.SSLContext, chain: Sequence[x509.Certificate]) -> None:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    server = context.wrap_bio(incoming, outgoing, server_side=True)
    willing = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    willing.check_hostname = False
    willing.maximum_version = ssl.TLSVersion.TLSv1_2
    _go_on(willing.wrap_bio(outgoing, incoming))
    _go_on(server)
    incoming.write(_records(_certificate_message(chain)))
    _go_on(server)


def _go_on(side: ssl.SSLObject) -> None:
    """As far as it comes with what it has heard."""
    with suppress(ssl.SSLWantReadError):
        side.do_handshake()


def _certificate_message(chain: Sequence[x509.Certificate]) -> bytes:
    return _CERTIFICATE + _sized(_sized(b"".join(_sized(_der(each)) for each in chain)))


def _sized(body: bytes) -> bytes:
    return len(body).to_bytes(3, "big") + body


def _records(messages: bytes) -> bytes:
    parts = (messages[start : start + _RECORD] for start in range(0, len(messages), _RECORD))
    return b"".join(b"\x16\x03\x03" + len(part).to_bytes(2, "big") + part for part in parts)


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)


def _stand_in(context: ssl.SSLContext) -> None:
    """Give a server a certificate of its own, without which it would not come to ask for the client's."""
    with TemporaryDirectory() as folder:
        pair = Path(folder, "pair.pem")
        pair.touch(0o600)
        pair.write_bytes(throwaway_pair())
        context.load_cert_chain(pair)
