"""Real certificates where all are there, development ones where none may be missed, and one word why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography import x509

from mqttmesh.certs import LeafRequest, issue_development_pki, read_certificates
from mqttmesh.errors import EnvironmentProblem
from mqttmesh.mesh import Mesh
from mqttmesh.runtime import credentials as module
from mqttmesh.runtime.credentials import Credentials, find_credentials
from tests.support.topologies import broker, resolved

NAMES = {"hub": "127.77.0.1", "edge-1": "127.77.0.2"}
REAL = """\
trust: [pki/root.pem]
hub:
  host: mqtt.grid.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
"""
BY_CERTIFICATE = """\
trust: [pki/root.pem]
hub:
  host: mqtt.grid.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  auth: {spokes: {certificate: {client_ca: pki/client-root.pem}}}
spokes:
  - name: edge-1
    client_tls: {certificate: "pki/{spoke}/fullchain.pem", private_key: "pki/{spoke}/privkey.pem"}
"""


def found(mesh: Mesh, folder: Path, *, real: bool = False) -> Credentials:
    return find_credentials(mesh, folder, folder / "development", NAMES, real=real)


def issued(folder: Path) -> None:
    edge = LeafRequest("edge-1", usage="client", common_name="edge-1")
    issue_development_pki(folder / "pki", [LeafRequest("hub", ("mqtt.grid.example",)), edge])


def names(folder: Path, leaf: str) -> list[object]:
    certificate = read_certificates(folder / "development" / leaf / "fullchain.pem")[0]
    carried = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [
        *carried.get_values_for_type(x509.DNSName),
        *map(str, carried.get_values_for_type(x509.IPAddress)),
    ]


def test_certificates_that_are_there_are_taken_and_none_is_made(tmp_path: Path) -> None:
    issued(tmp_path)
    mesh = resolved(tmp_path, BY_CERTIFICATE)
    real = found(mesh, tmp_path, real=True)
    assert not real.development
    assert real.trust(mesh) == (tmp_path / "pki/root.pem").read_bytes()
    pairs = (real.listener_pair(broker(mesh, "hub")), real.bridge_pair(broker(mesh, "edge-1")))
    for pair, folder in zip(pairs, ("hub", "edge-1"), strict=True):
        chain, key = (tmp_path / "pki" / folder / file for file in ("fullchain.pem", "privkey.pem"))
        assert pair == (chain.read_bytes(), key.read_bytes())
    assert real.client_ca("pki/client-root.pem") == (tmp_path / "pki/client-root.pem").read_bytes()
    assert not (tmp_path / "development").exists()


def test_who_has_no_pair_shows_none(tmp_path: Path) -> None:
    issued(tmp_path)
    mesh = resolved(tmp_path, REAL)
    real = found(mesh, tmp_path)
    assert real.listener_pair(broker(mesh, "edge-1")) is None
    assert real.bridge_pair(broker(mesh, "edge-1")) is None
    assert real.bridge_pair(broker(mesh, "hub")) is None


def test_development_certificates_stand_in_for_every_broker(tmp_path: Path) -> None:
    mesh = resolved(tmp_path, BY_CERTIFICATE)
    ours, pki = found(mesh, tmp_path), tmp_path / "development"
    assert ours.development
    assert ours.trust(mesh) == (pki / "root.pem").read_bytes()
    assert names(tmp_path, "hub") == ["mqtt.grid.example", "127.77.0.1"]
    assert ours.client_ca("pki/client-root.pem") == (pki / "client-root.pem").read_bytes()
    pair = ours.bridge_pair(broker(mesh, "edge-1"))
    assert pair is not None
    assert x509.load_pem_x509_certificate(pair[0]).subject.rfc4514_string() == "CN=edge-1"


@pytest.mark.parametrize("host", ["192.0.2.7", "2001:db8::7"])
def test_a_hub_that_is_dialled_by_its_address_gets_a_certificate_for_it(host: str, tmp_path: Path) -> None:
    found(resolved(tmp_path, REAL.replace("mqtt.grid.example", f'"{host}"')), tmp_path)
    assert names(tmp_path, "hub") == ["127.77.0.1", host]


@pytest.mark.parametrize("file", ["root.pem", "client-root.pem", "hub/fullchain.pem", "hub/privkey.pem"])
def test_one_that_is_missing_is_named_where_none_may_stand_in(file: str, tmp_path: Path) -> None:
    issued(tmp_path)
    (tmp_path / "pki" / file).unlink()
    mesh = resolved(tmp_path, BY_CERTIFICATE)
    with pytest.raises(
        EnvironmentProblem, match="certificates are missing, 1 of their files, and --real-certs"
    ) as caught:
        found(mesh, tmp_path, real=True)
    assert caught.value.details == (f"pki/{file}",)
    assert not (tmp_path / "development").exists()
    assert found(mesh, tmp_path).development


def test_a_foreign_hub_takes_no_development_certificates(tmp_path: Path) -> None:
    mesh = resolved(tmp_path, "trust: [pki/root.pem]\nhub: {kind: generic, host: mqtt.grid.example}\n")
    with pytest.raises(EnvironmentProblem, match="a hub that is not ours takes no development certificates"):
        found(mesh, tmp_path)
    assert not (tmp_path / "development").exists()


def test_the_systems_authorities_are_believed_beside_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    issued(tmp_path)
    (tmp_path / "bundle").write_bytes(b"the system's\n")
    monkeypatch.setattr(module, "_SYSTEM_STORES", (str(tmp_path / "missing"), str(tmp_path / "bundle")))
    mesh = resolved(tmp_path, REAL.replace("[pki/root.pem]", "[system, pki/root.pem]"))
    assert found(mesh, tmp_path).trust(mesh) == (tmp_path / "pki/root.pem").read_bytes() + b"the system's\n"
    monkeypatch.setattr(module, "_SYSTEM_STORES", (str(tmp_path / "missing"),))
    with pytest.raises(EnvironmentProblem, match="no bundle of the system's authorities"):
        found(mesh, tmp_path).trust(mesh)


def test_development_believes_its_own_authority_alone(tmp_path: Path) -> None:
    mesh = resolved(tmp_path, REAL.replace("[pki/root.pem]", "[system, pki/root.pem]"))
    assert found(mesh, tmp_path).trust(mesh).count(b"BEGIN CERTIFICATE") == 1


def test_a_pair_that_vanishes_meanwhile_is_named(tmp_path: Path) -> None:
    issued(tmp_path)
    mesh = resolved(tmp_path, REAL)
    real = found(mesh, tmp_path)
    (tmp_path / "pki/hub/privkey.pem").unlink()
    with pytest.raises(EnvironmentProblem, match=r"pki/hub/privkey\.pem cannot be read: No such file"):
        real.listener_pair(broker(mesh, "hub"))
