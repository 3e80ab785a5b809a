"""The topology's own certificates, natively: verified by name and authority, with twins that fail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mqttmesh.certs import LeafRequest, issue_development_pki
from tests.support.brokers import MosquittoBinary
from tests.support.clients import connected
from tests.support.native import NativeMesh, native_mesh

TRUST = "trust: [pki/root.pem]"
KEY_PAIR = "tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}"
TEXT = f"""\
version: 1
name: real
{TRUST}
hub:
  host: mqtt.real.example
  listeners: [{{port: 8883, tls: true}}, {{port: 1883}}]
  {KEY_PAIR}
  users: [{{name: historian, read: ["sites/#"]}}]
bridge: {{restart: {{base: 1s, cap: 1s}}}}
topics: [{{filter: "sensors/#", remote_prefix: "sites/{{spoke}}/"}}]
spokes:
  - name: edge
    listeners: [{{port: 1883, allow_anonymous: true}}]
"""


@pytest.fixture
def real(mosquitto: MosquittoBinary, tmp_path: Path) -> Iterator[NativeMesh]:
    """A mesh with certificates of its own, not up yet."""
    issue_development_pki(tmp_path / "real/pki", [LeafRequest("hub", ("mqtt.real.example",))])
    with native_mesh(tmp_path / "real", mosquitto, TEXT) as mesh:
        yield mesh


def test_certificates_that_are_there_are_used(real: NativeMesh) -> None:
    assert "development" not in real.mqttmesh("up", "--real-certs")
    secret = real.password("hub/historian")
    with (
        connected(real.address("hub"), 1883, user="historian", password=secret) as hub,
        connected(real.address("edge"), 1883) as edge,
    ):
        hub.subscribe("sites/#")
        edge.publish("sensors/a", "1")
        assert hub.receive() == ("sites/edge/sensors/a", "1")


@pytest.mark.parametrize("kept", ["fullchain.pem", "privkey.pem"])
def test_real_certs_refuses_to_stand_in_for_a_missing_one(real: NativeMesh, kept: str) -> None:
    (real.topology.parent / "pki/hub" / kept).unlink()
    said = real.mqttmesh("up", "--real-certs", expect=3)
    assert f"pki/hub/{kept}" in said
    assert real.pids() == {}


def test_a_hub_of_another_name_is_not_believed(real: NativeMesh) -> None:
    issue_development_pki(real.topology.parent / "pki", [LeafRequest("hub", ("mqtt.other.example",))])
    assert "1 of 1 bridges did not connect: edge" in refused(real, "hub-name-mismatch", KEY_PAIR)
    assert real.status()["edge"]["bridge"] == "down"


def test_a_hub_of_another_authority_is_not_believed(real: NativeMesh, tmp_path: Path) -> None:
    issue_development_pki(tmp_path / "foreign", [])
    (real.topology.parent / "pki/root.pem").write_bytes((tmp_path / "foreign/root.pem").read_bytes())
    assert "1 of 1 bridges did not connect: edge" in refused(real, "untrusted-hub", TRUST)


def test_an_expired_certificate_is_not_believed(real: NativeMesh) -> None:
    requests = [LeafRequest("hub", ("mqtt.real.example",))]
    (real.topology.parent / "pki/hub/fullchain.pem").unlink()
    issue_development_pki(real.topology.parent / "pki", requests, lifetime=timedelta(seconds=-60))
    refused(real, "expired-certificate", KEY_PAIR)


def refused(real: NativeMesh, rule: str, line: str) -> str:
    """What `up` says of bridges that do not connect, though it was told to try: by itself it does not."""
    assert f"[{rule}]" in real.mqttmesh("up", expect=1)
    assert real.pids() == {}
    real.edit(line, f"{line} # mqttmesh: ignore[{rule}]")
    said = real.mqttmesh("up", "--timeout", "4", expect=3)
    assert "certificate verify failed" in said
    return said


def test_a_foreign_hubs_certificates_are_never_made_up(real: NativeMesh) -> None:
    text = real.topology.read_text()
    start, end = text.index("hub:"), text.index("bridge:")
    real.topology.write_text(text[:start] + "hub: {kind: generic, host: mqtt.real.example}\n" + text[end:])
    (real.topology.parent / "pki/root.pem").unlink()
    said = real.mqttmesh("up", expect=3)
    assert "pki/root.pem" in said
