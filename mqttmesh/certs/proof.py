"""Whether a pair would serve, proved by OpenSSL itself: a handshake in memory, as a bridge would make it."""

from __future__ import annotations

import ssl
import stat
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509

from mqttmesh.certs.facts import CertificateFacts, facts_of
from mqttmesh.certs.names import carries
from mqttmesh.certs.pem import read_certificates, split_certificates
from mqttmesh.certs.verifier import Anchors, refusal
from mqttmesh.errors import UsageError
from mqttmesh.spec.scalars import is_address

# How OpenSSL has it where both are of one kind, and where they are not: an RSA key with an EC certificate.
_OF_ANOTHER = frozenset({"KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH", "NO_CERTIFICATE_ASSIGNED"})


def faults_of(
    chain: Path, key: Path, *, name: str, trust: Sequence[bytes], now: datetime | None = None
) -> tuple[str, ...]:
    """Why a pair cannot be what a TLS listener shows; nothing when it can.

    Args:
        chain: PEM, leaf first.
        key: PEM of its private key.
        name: What clients dial: a host name or an address.
        trust: PEM of what they believe; nothing where that is not known, and the chain is not followed.
        now: Instead of the clock.
    """
    try:
        shown = read_certificates(chain)
    except UsageError as error:
        return (error.message,)
    leaf = facts_of(shown[0])
    said = [*_own_faults(leaf, now or datetime.now(UTC)), *_key_faults(chain, key)]
    if not said and trust:
        said += _refusals(shown, leaf, name, trust)
    return tuple(said)


def _own_faults(leaf: CertificateFacts, now: datetime) -> Iterator[str]:
    if leaf.left(now) <= timedelta():
        yield f"it expired on {leaf.not_after:%Y-%m-%d %H:%M} UTC"
    if leaf.not_before > now:
        yield f"it is valid only from {leaf.not_before:%Y-%m-%d %H:%M} UTC"
    if leaf.authority:
        yield "its first certificate is an authority's: the leaf must stand first"
    if leaf.purposes and not {"serverAuth", "any"} & set(leaf.purposes):
        yield f"it is for {', '.join(leaf.purposes)}, not for a server (extended key usage)"


def _key_faults(chain: Path, key: Path) -> Iterator[str]:
    try:
        mode = stat.S_IMODE(key.stat().st_mode)
        _server(chain, key)
    except OSError as error:
        # ssl.SSLError is an OSError too
        reason = getattr(error, "reason", None) or error.strerror or str(error)
        if reason in _OF_ANOTHER:
            yield f"{key} is the key of another certificate"
        else:
            yield f"{key} cannot be used: {str(reason).replace('_', ' ').lower()}"
        return
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        yield f"{key} is open to other users (mode {mode:04o}): chmod 0600 {key}"


def _server(chain: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key, password=_no_pass_phrase)
    return context


def _no_pass_phrase() -> str:
    """A broker has nobody to ask for one; without this OpenSSL would ask the terminal."""
    return ""


def _refusals(
    chain: Sequence[x509.Certificate], leaf: CertificateFacts, name: str, trust: Sequence[bytes]
) -> Iterator[str]:
    """What a client says against the chain, or else against its name."""
    blocks = (block for pem in trust for block in split_certificates(pem))
    refused = refusal(chain, Anchors(tuple(map(x509.load_pem_x509_certificate, blocks))), "server")
    if refused and ("issuer" in refused.words or "self-signed" in refused.words):
        yield f"what the spokes trust does not lead to its issuer ({leaf.issuer}): {refused.words}"
    elif refused:
        yield refused.words
    elif not carries(chain[0], name, "2.1"):
        kind = "address" if is_address(name) else "name"
        yield f"it does not carry the {kind} {name}, but {', '.join(leaf.names) or 'none'}"
