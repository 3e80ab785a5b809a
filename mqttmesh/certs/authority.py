"""A development PKI shaped as Let's Encrypt's: root → intermediate → leaf, and a private one for clients.

Its keys stay in its folder, so that later leaves come from the same root.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from mqttmesh.certs.leaf import LeafRequest, Signer, key_usage, serves, sign
from mqttmesh.errors import EnvironmentProblem, naming

LIFETIME = timedelta(days=90)
"""Of a leaf, as Let's Encrypt's `classic` profile has it."""

_AUTHORITY_LIFETIME = timedelta(days=3650)


def issue_development_pki(
    folder: Path, requests: Iterable[LeafRequest], *, lifetime: timedelta = LIFETIME, renew: bool = False
) -> tuple[str, ...]:
    """Make every leaf that is asked for and not there yet; a leaf that still serves is kept.

    Files: `root.pem`, which spokes believe; `client-root.pem`, which a hub asks clients for; for each leaf
    `NAME/fullchain.pem` and `NAME/privkey.pem`.

    Args:
        folder: Where it is kept; made private.
        requests: The leaves that shall be there.
        lifetime: Of leaves that are issued now.
        renew: Issue leaves that still serve anew too.

    Returns:
        The names of the leaves that were issued now.

    Raises:
        EnvironmentProblem: An authority that was made earlier is damaged.
    """
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    root = _authority(folder, "root", None)
    signers = {
        "server": (_authority(folder, "intermediate", root), True),
        "client": (_authority(folder, "client-root", None), False),
    }
    now, issued = datetime.now(UTC), []
    for request in requests:
        signer, chained = signers[request.usage]
        if not renew and serves(folder / request.name, request, signer, now):
            continue
        leaf, key = sign(request, signer, lifetime)
        chain = _pem(leaf) + (_pem(signer.certificate) if chained else b"")
        _write_pair(folder / request.name, chain, key)
        issued.append(request.name)
    return tuple(issued)


def throwaway_pair() -> bytes:
    """A server's certificate and its key as one PEM, for the side of a handshake that nobody judges."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = Signer(_self_or_cross_signed("throwaway", key, None), key)
    leaf, leaf_key = sign(LeafRequest("throwaway", ("localhost",)), issuer, LIFETIME)
    return _pem(leaf) + _key_pem(leaf_key)


def _authority(folder: Path, name: str, issuer: Signer | None) -> Signer:
    """An authority of this PKI, read back or made; its certificate is written after its key."""
    certificate_path, key_path = folder / f"{name}.pem", folder / f"{name}.key"
    if certificate_path.exists():
        return _read_back(certificate_path, key_path)
    key = ec.generate_private_key(ec.SECP256R1())
    certificate = _self_or_cross_signed(name, key, issuer)
    _write(key_path, _key_pem(key), 0o600)
    _write(certificate_path, _pem(certificate), 0o644)
    return Signer(certificate, key)


def _read_back(certificate_path: Path, key_path: Path) -> Signer:
    try:
        certificate = x509.load_pem_x509_certificate(certificate_path.read_bytes())
        key = load_pem_private_key(key_path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError) as error:
        why = str(error)
    else:
        if isinstance(key, ec.EllipticCurvePrivateKey) and key.public_key() == certificate.public_key():
            return Signer(certificate, key)
        why = f"{key_path.name} is not its key"
    raise EnvironmentProblem(
        f"the development authority {certificate_path} cannot be used: {why}",
        hint=f"Remove {certificate_path.parent}: a new one is made then.",
    )


def _self_or_cross_signed(
    name: str, key: ec.EllipticCurvePrivateKey, issuer: Signer | None
) -> x509.Certificate:
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "mqttmesh development"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    signing_key = issuer.key if issuer else key
    now = datetime.now(UTC)
    depth = 0 if issuer or name == "client-root" else 1
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _AUTHORITY_LIFETIME)
        .add_extension(x509.BasicConstraints(ca=True, path_length=depth), critical=True)
        .add_extension(key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False
        )
        .sign(signing_key, hashes.SHA256())
    )


def _write_pair(folder: Path, chain: bytes, key: ec.EllipticCurvePrivateKey) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)
    _write(folder / "privkey.pem", _key_pem(key), 0o600)
    _write(folder / "fullchain.pem", chain, 0o644)


def _write(path: Path, content: bytes, mode: int) -> None:
    """Write a file whole or not at all; a pair torn between its files is told by `serves`."""
    staged = path.with_name(f".{path.name}.new")
    staged.unlink(missing_ok=True)
    handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with naming(path), os.fdopen(handle, "wb") as file:
        os.fchmod(file.fileno(), mode)
        file.write(content)
    staged.replace(path)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _key_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
