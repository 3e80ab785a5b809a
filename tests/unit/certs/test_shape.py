"""A development PKI has the shape of Let's Encrypt's, as read by OpenSSL and judged by two verifiers."""

from __future__ import annotations

import ssl
import subprocess
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from mqttmesh.certs import LeafRequest, issue_development_pki, read_certificates


def openssl(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["openssl", *arguments], capture_output=True, text=True)


def accepted(pki: Path, name: str, *options: str, root: str = "root.pem", purpose: str = "sslserver") -> bool:
    """Whether OpenSSL believes a leaf, with no authority known but the root that is given."""
    chain = pki / name / "fullchain.pem"
    trust = ("-no-CApath", "-no-CAstore", "-CAfile", str(pki / root))
    checks = ("-x509_strict", "-purpose", purpose, *options)
    return openssl("verify", *trust, *checks, "-untrusted", chain, chain).returncode == 0


def only(pki: Path, file: str) -> x509.Certificate:
    (certificate,) = read_certificates(pki / file)
    return certificate


def chain(pki: Path, name: str) -> tuple[x509.Certificate, ...]:
    return read_certificates(pki / name / "fullchain.pem")


@pytest.mark.parametrize("name", ["mqtt.grid.example", "localhost"])
def test_openssl_believes_the_hub_by_each_of_its_names(name: str, pki: Path) -> None:
    assert accepted(pki, "hub", "-verify_hostname", name)


@pytest.mark.parametrize("address", ["127.77.0.1", "::1"])
def test_openssl_believes_the_hub_by_each_of_its_addresses(address: str, pki: Path) -> None:
    assert accepted(pki, "hub", "-verify_ip", address)


def test_openssl_believes_a_client(pki: Path) -> None:
    assert accepted(pki, "edge.client", root="client-root.pem", purpose="sslclient")


@pytest.mark.parametrize(
    ("name", "options", "root", "purpose"),
    [
        ("hub", ["-verify_hostname", "other.grid.example"], "root.pem", "sslserver"),
        ("hub", ["-verify_hostname", "grid.example"], "root.pem", "sslserver"),
        ("hub", ["-verify_ip", "127.77.0.2"], "root.pem", "sslserver"),
        ("hub", [], "client-root.pem", "sslserver"),
        ("hub", [], "root.pem", "sslclient"),
        ("edge.client", [], "client-root.pem", "sslserver"),
        ("edge.client", [], "root.pem", "sslclient"),
    ],
)
def test_openssl_believes_nothing_else(
    name: str, options: list[str], root: str, purpose: str, pki: Path
) -> None:
    assert not accepted(pki, name, *options, root=root, purpose=purpose)


def test_the_intermediate_alone_is_no_anchor(pki: Path) -> None:
    """A spoke that is given the intermediate fails, as it does with Let's Encrypt's."""
    assert not accepted(pki, "hub", root="intermediate.pem")


def test_without_the_intermediate_the_leaf_is_not_believed(pki: Path) -> None:
    leaf = pki / "hub/fullchain.pem"  # openssl verify reads the first certificate of a file alone
    assert openssl("verify", "-no-CApath", "-no-CAstore", "-CAfile", pki / "root.pem", leaf).returncode != 0


def test_a_verifier_of_the_web_pki_believes_the_hub(pki: Path) -> None:
    leaf, intermediate = chain(pki, "hub")
    believing = PolicyBuilder().store(Store([only(pki, "root.pem")]))
    verified = believing.build_server_verifier(x509.DNSName("mqtt.grid.example")).verify(leaf, [intermediate])
    assert [c.subject.rfc4514_string() for c in verified[1:]] == [
        "CN=intermediate,O=mqttmesh development",
        "CN=root,O=mqttmesh development",
    ]
    for name, others in (("other.grid.example", [intermediate]), ("mqtt.grid.example", [])):
        with pytest.raises(VerificationError):
            believing.build_server_verifier(x509.DNSName(name)).verify(leaf, others)


def test_the_chain_holds_the_leaf_and_its_intermediate_and_no_root(pki: Path) -> None:
    leaf, intermediate = chain(pki, "hub")
    assert leaf.issuer == intermediate.subject == only(pki, "intermediate.pem").subject
    assert intermediate.issuer == only(pki, "root.pem").subject
    assert len(chain(pki, "edge.client")) == 1


def test_a_servers_leaf_has_no_subject_and_so_its_names_are_critical(pki: Path) -> None:
    leaf = chain(pki, "hub")[0]
    assert list(leaf.subject) == []
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    assert names.critical
    assert names.value.get_values_for_type(x509.DNSName) == ["mqtt.grid.example", "localhost"]
    addresses = [ip_address("127.77.0.1"), ip_address("::1")]
    assert names.value.get_values_for_type(x509.IPAddress) == addresses


def test_a_clients_leaf_names_it_alone(pki: Path) -> None:
    leaf = chain(pki, "edge.client")[0]
    assert [(name.oid, name.value) for name in leaf.subject] == [(NameOID.COMMON_NAME, "edge")]
    present = [extension.oid for extension in leaf.extensions]
    assert ExtensionOID.SUBJECT_ALTERNATIVE_NAME not in present


@pytest.mark.parametrize(
    ("name", "purpose"),
    [("hub", ExtendedKeyUsageOID.SERVER_AUTH), ("edge.client", ExtendedKeyUsageOID.CLIENT_AUTH)],
)
def test_a_leaf_serves_one_purpose_and_signs_no_other(
    name: str, purpose: x509.ObjectIdentifier, pki: Path
) -> None:
    extensions = chain(pki, name)[0].extensions
    assert list(extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [purpose]
    constraints = extensions.get_extension_for_class(x509.BasicConstraints)
    assert (constraints.critical, constraints.value.ca) == (True, False)
    usage = extensions.get_extension_for_class(x509.KeyUsage)
    assert (usage.critical, usage.value.digital_signature, usage.value.key_cert_sign) == (True, True, False)


@pytest.mark.parametrize(
    ("file", "depth"), [("root.pem", 1), ("intermediate.pem", 0), ("client-root.pem", 0)]
)
def test_an_authority_signs_no_deeper_than_the_shape_needs(file: str, depth: int, pki: Path) -> None:
    extensions = only(pki, file).extensions
    constraints = extensions.get_extension_for_class(x509.BasicConstraints)
    assert (constraints.critical, constraints.value.ca, constraints.value.path_length) == (True, True, depth)
    assert extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign


def test_a_leaf_lives_for_ninety_days_and_a_clock_may_be_behind(pki: Path) -> None:
    leaf = chain(pki, "hub")[0]
    life = leaf.not_valid_after_utc - leaf.not_valid_before_utc
    assert timedelta(days=90) < life < timedelta(days=90, hours=2)


def test_openssls_own_context_takes_the_pair(pki: Path, tmp_path: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pki / "hub/fullchain.pem", pki / "hub/privkey.pem")
    with pytest.raises(ssl.SSLError, match="KEY_VALUES_MISMATCH"):
        context.load_cert_chain(pki / "hub/fullchain.pem", pki / "edge.client/privkey.pem")


def test_two_development_pkis_do_not_believe_each_other(pki: Path, tmp_path: Path) -> None:
    issue_development_pki(tmp_path, [LeafRequest("hub", ("mqtt.grid.example",))])
    (tmp_path / "foreign.pem").write_bytes((pki / "root.pem").read_bytes())
    assert accepted(tmp_path, "hub")
    assert not accepted(tmp_path, "hub", root="foreign.pem")
