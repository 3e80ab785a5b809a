"""What is wrong with a pair is named, each fault by itself; a sound pair has none."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from mqttmesh.certs import LeafRequest, faults_of, issue_development_pki

NAME = "mqtt.grid.example"
BEGIN = "-----BEGIN CERTIFICATE-----\n"
END = "-----END CERTIFICATE-----\n"


@pytest.fixture
def pair(pki: Path, tmp_path: Path) -> Path:
    """The hub's pair in a folder of the test's own."""
    return shutil.copytree(pki / "hub", tmp_path / "hub")


def faults(pair: Path, trust: Path | None, name: str = NAME, now: datetime | None = None) -> tuple[str, ...]:
    believed = [trust.read_bytes()] if trust else []
    return faults_of(pair / "fullchain.pem", pair / "privkey.pem", name=name, trust=believed, now=now)


@pytest.mark.parametrize("name", [NAME, "localhost", "127.77.0.1", "::1"])
def test_a_sound_pair_has_no_fault_by_any_of_its_names(name: str, pair: Path, pki: Path) -> None:
    assert faults(pair, pki / "root.pem", name) == ()


def test_without_trust_the_chain_is_not_followed(pair: Path) -> None:
    assert faults(pair, None, "mqtt.other.example") == ()


def test_one_authority_of_several_is_enough(pair: Path, pki: Path) -> None:
    both = [(pki / "client-root.pem").read_bytes(), (pki / "root.pem").read_bytes()]
    assert faults_of(pair / "fullchain.pem", pair / "privkey.pem", name=NAME, trust=both) == ()


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda chain: chain.unlink(), "{chain} cannot be read: No such file or directory"),
        (lambda chain: chain.write_text(""), "{chain} holds no certificate"),
        (lambda chain: chain.write_text(chain.read_text()[:200]), "{chain} holds no certificate"),
        (
            lambda chain: chain.write_text(f"-----BEGIN CERTIFICATE-----\nAAAA\n{END}"),
            "certificate 1 of {chain} is",
        ),
        (lambda chain: chain.write_text("-----BEGIN PRIVATE KEY-----\n"), "{chain} holds a private key"),
    ],
    ids=["missing", "empty", "cut short", "damaged", "a key"],
)
def test_a_chain_that_cannot_be_read(
    spoil: Callable[[Path], object], said: str, pair: Path, pki: Path
) -> None:
    chain = pair / "fullchain.pem"
    spoil(chain)
    (fault,) = faults(pair, pki / "root.pem")
    assert fault.startswith(said.format(chain=chain))


def encrypt(key: Path) -> None:
    private = load_pem_private_key(key.read_bytes(), password=None)
    key.write_bytes(
        private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"geheim"))
    )


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda key: key.unlink(), "{key} cannot be used: No such file or directory"),
        (lambda key: key.write_text(""), "{key} cannot be used: "),
        (encrypt, "{key} cannot be used: "),
        (lambda key: key.chmod(0o640), "{key} is open to other users (mode 0640): chmod 0600 {key}"),
        (lambda key: key.chmod(0o604), "{key} is open to other users (mode 0604): chmod 0600 {key}"),
    ],
    ids=["missing", "empty", "with a pass phrase", "open to a group", "open to all"],
)
def test_a_key_that_cannot_be_used(spoil: Callable[[Path], object], said: str, pair: Path) -> None:
    key = pair / "privkey.pem"
    spoil(key)
    (fault,) = faults(pair, None)
    assert fault.lower().startswith(said.format(key=key).lower())


def test_the_key_of_another_certificate(pair: Path, pki: Path) -> None:
    shutil.copy(pki / "edge.client/privkey.pem", pair)
    assert faults(pair, pki / "root.pem") == (f"{pair / 'privkey.pem'} is the key of another certificate",)


def test_the_key_of_a_certificate_of_another_kind(pair: Path, pki: Path) -> None:
    key = pair / "privkey.pem"
    subprocess.run(["openssl", "genpkey", "-algorithm", "RSA", "-quiet", "-out", str(key)], check=True)
    assert faults(pair, pki / "root.pem") == (f"{key} is the key of another certificate",)


def test_a_certificate_at_the_wrong_time(pair: Path) -> None:
    now = datetime.now(UTC)
    assert faults(pair, None, now=now + timedelta(days=89)) == ()
    (late,) = faults(pair, None, now=now + timedelta(days=91))
    assert late == f"it expired on {now + timedelta(days=90):%Y-%m-%d %H:%M} UTC"
    (early,) = faults(pair, None, now=now - timedelta(days=1))
    assert early.startswith("it is valid only from ")


def test_an_expired_one_is_refused_by_the_clock_of_this_machine(tmp_path: Path) -> None:
    issue_development_pki(tmp_path, [LeafRequest("hub", (NAME,))], lifetime=timedelta(hours=-1))
    (fault,) = faults(tmp_path / "hub", tmp_path / "root.pem")
    assert fault.startswith("it expired on ")


def test_a_clients_certificate_is_not_for_a_server(pki: Path) -> None:
    (fault,) = faults(pki / "edge.client", pki / "client-root.pem")
    assert fault == "it is for clientAuth, not for a server (extended key usage)"


def test_a_chain_that_begins_with_an_authority(pair: Path, pki: Path) -> None:
    shutil.copy(pki / "intermediate.pem", pair / "fullchain.pem")
    shutil.copy(pki / "intermediate.key", pair / "privkey.pem")
    said = faults(pair, None)
    assert said == ("its first certificate is an authority's: the leaf must stand first",)


def test_a_certificate_without_the_name_that_is_dialled(pair: Path, pki: Path) -> None:
    carried = "mqtt.grid.example, localhost, 127.77.0.1, ::1"
    for dialled, kind in (("mqtt.other.example", "name"), ("127.77.0.2", "address")):
        (fault,) = faults(pair, pki / "root.pem", dialled)
        assert fault == f"it does not carry the {kind} {dialled}, but {carried}"


def test_a_chain_that_leads_to_another_root(pair: Path, pki: Path) -> None:
    (fault,) = faults(pair, pki / "client-root.pem")
    assert fault.startswith("what the spokes trust does not lead to its issuer (CN=intermediate,")


def test_a_chain_without_its_intermediate(pair: Path, pki: Path) -> None:
    chain = pair / "fullchain.pem"
    chain.write_text(chain.read_text().partition(END)[0] + END)
    (fault,) = faults(pair, pki / "root.pem")
    assert fault.startswith("what the spokes trust does not lead to its issuer (CN=intermediate,")


def test_an_intermediate_is_no_anchor_as_it_is_none_to_mosquitto(pair: Path, pki: Path) -> None:
    (fault,) = faults(pair, pki / "intermediate.pem")
    assert "does not lead to its issuer" in fault


def test_every_fault_is_named_at_once(pair: Path, pki: Path) -> None:
    shutil.copy(pki / "edge.client/privkey.pem", pair)
    said = faults(pair, pki / "root.pem", now=datetime.now(UTC) + timedelta(days=91))
    assert [fault.split()[0:2] for fault in said] == [["it", "expired"], [str(pair / "privkey.pem"), "is"]]
