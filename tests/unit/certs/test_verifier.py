"""OpenSSL is asked as Mosquitto asks it, and without the chain's key."""

from __future__ import annotations

from pathlib import Path

import pytest

from mqttmesh.certs.verifier import Anchors, has_system_store, is_too_large, refusal
from tests.support.certificates import authority, ec_key, leaf

ROOT = authority("Root")
OTHERS = tuple(authority(f"Other {number}").certificate for number in range(3))


@pytest.mark.parametrize("purpose", ["server", "client"])
def test_each_side_asks_for_its_own_purpose(purpose: str) -> None:
    own = leaf(ROOT, names=["a.example"], purposes=(purpose,)).certificate
    anchors = Anchors((ROOT.certificate,))
    said = {asked: refusal([own], anchors, asked) for asked in ("server", "client")}
    assert said.pop(purpose) is None
    (refused,) = said.values()
    assert refused is not None and refused.words == "unsuitable certificate purpose"


def test_the_systems_store_is_the_one_that_openssl_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "store.pem").write_bytes(ROOT.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "store.pem"))
    own = [leaf(ROOT, names=["a.example"]).certificate]
    assert has_system_store()
    assert refusal(own, Anchors(OTHERS[:1], system=True), "server") is None
    assert refusal(own, Anchors(OTHERS[:1]), "server") is not None


def test_a_machine_may_have_no_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "absent.pem"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path))
    assert not has_system_store()


def test_many_certificates_are_more_than_a_handshake_takes() -> None:
    own = leaf(ROOT, names=["a.example"]).certificate
    assert not is_too_large([own] * 10)
    chain = [own] * 300
    assert is_too_large(chain)
    refused = refusal(chain, Anchors((ROOT.certificate,)), "server")
    assert refused is not None and refused.words == "excessive message size"


def test_a_name_of_many_bytes_crosses_records() -> None:
    names = [f"{number}.a.example" for number in range(1500)]
    own = leaf(ROOT, names=names, key=ec_key()).certificate
    assert refusal([own], Anchors((ROOT.certificate,)), "server") is None
