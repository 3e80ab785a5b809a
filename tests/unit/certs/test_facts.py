"""What a certificate says, beside what OpenSSL says of it; and when it is due."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier

from mqttmesh.certs import CertificateFacts, facts_of, read_certificates
from mqttmesh.certs.facts import facts_of_der

BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
LIFE = timedelta(days=90)


def certificate(
    key: CertificateIssuerPrivateKeyTypes, *extensions: x509.ExtensionType, life: timedelta = LIFE
) -> x509.Certificate:
    """A certificate that signed itself."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mqtt.grid.example")])
    edwards = isinstance(key, ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(BEGAN)
        .not_valid_after(BEGAN + life)
    )
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(key, None if edwards else hashes.SHA256())


@pytest.fixture(scope="module")
def key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def leaf(pki: Path) -> CertificateFacts:
    return facts_of(read_certificates(pki / "hub/fullchain.pem")[0])


def test_a_leaf_says_what_openssl_reads(pki: Path) -> None:
    chain = pki / "hub/fullchain.pem"
    asked = ("-noout", "-fingerprint", "-sha256", "-enddate", "-startdate")
    openssl = ["openssl", "x509", "-in", str(chain), *asked]
    said = subprocess.run(openssl, capture_output=True, text=True, check=True).stdout
    fingerprint, end, start = (line.partition("=")[2] for line in said.splitlines())
    facts = leaf(pki)
    assert facts.fingerprint == fingerprint.replace(":", "").lower()
    form = "%b %d %H:%M:%S %Y GMT"
    assert facts.not_after == datetime.strptime(end, form).replace(tzinfo=UTC)
    assert facts.not_before == datetime.strptime(start, form).replace(tzinfo=UTC)


def test_a_servers_leaf(pki: Path) -> None:
    facts = leaf(pki)
    assert facts.names == ("mqtt.grid.example", "localhost", "127.77.0.1", "::1")
    assert (facts.subject, facts.issuer) == ("", "CN=intermediate,O=mqttmesh development")
    assert (facts.purposes, facts.key, facts.authority) == (("serverAuth",), "EC secp256r1", False)


def test_an_authority_and_a_client(pki: Path) -> None:
    (root,) = read_certificates(pki / "root.pem")
    assert (facts_of(root).authority, facts_of(root).names, facts_of(root).purposes) == (True, (), ())
    (client,) = read_certificates(pki / "edge.client/fullchain.pem")
    assert (facts_of(client).subject, facts_of(client).purposes) == ("CN=edge", ("clientAuth",))


def test_the_same_of_what_a_handshake_shows(pki: Path) -> None:
    shown = read_certificates(pki / "hub/fullchain.pem")[0].public_bytes(Encoding.DER)
    assert facts_of_der(shown) == leaf(pki)


@pytest.mark.parametrize(
    ("key", "said"),
    [
        (rsa.generate_private_key(65537, 2048), "RSA 2048"),
        (ec.generate_private_key(ec.SECP384R1()), "EC secp384r1"),
        (ed25519.Ed25519PrivateKey.generate(), "Ed25519"),
        (ed448.Ed448PrivateKey.generate(), "Ed448"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_the_kind_of_a_key(key: CertificateIssuerPrivateKeyTypes, said: str) -> None:
    assert facts_of(certificate(key)).key == said


def test_a_purpose_without_a_name_of_ours_is_its_number(key: ec.EllipticCurvePrivateKey) -> None:
    other = ObjectIdentifier("1.3.6.1.5.5.7.3.4")
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE, other])
    assert facts_of(certificate(key, usage)).purposes == ("any", "1.3.6.1.5.5.7.3.4")


@pytest.mark.parametrize(
    ("age", "share", "due"),
    [
        (timedelta(days=-1), 1.0, False),
        (timedelta(days=0), 1.0, False),
        (timedelta(days=59), 31 / 90, False),
        (timedelta(days=61), 29 / 90, True),
        (timedelta(days=90), 0.0, True),
        (timedelta(days=91), 0.0, True),
    ],
)
def test_a_leaf_is_due_when_less_than_a_third_of_its_life_is_left(
    age: timedelta, share: float, due: bool, key: ec.EllipticCurvePrivateKey
) -> None:
    facts = facts_of(certificate(key))
    assert facts.share_left(BEGAN + age) == pytest.approx(share)
    assert facts.left(BEGAN + age) == LIFE - age
    assert facts.due(BEGAN + age) is due


def test_a_short_life_is_measured_by_itself(key: ec.EllipticCurvePrivateKey) -> None:
    """Let's Encrypt's short-lived profile: six days, renewed at two thirds."""
    facts = facts_of(certificate(key, life=timedelta(days=6)))
    assert not facts.due(BEGAN + timedelta(days=3))
    assert facts.due(BEGAN + timedelta(days=5))


def test_an_authority_is_due_only_when_it_has_expired(key: ec.EllipticCurvePrivateKey) -> None:
    facts = facts_of(certificate(key, x509.BasicConstraints(ca=True, path_length=None)))
    assert not facts.due(BEGAN + timedelta(days=89))
    assert facts.due(BEGAN + timedelta(days=90))
