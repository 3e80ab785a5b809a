"""What rules of certificates say, shown by real brokers where it is no matter of the chain alone.

Whether chains are believed is in test_certificate_table.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.brokers import MosquittoBinary
from tests.support.certificate_setups import by_client, client, served, wanted
from tests.support.certificate_table import SETUPS
from tests.support.certificates import Entity
from tests.support.clients import connected
from tests.support.native import NativeMesh, native_mesh
from tests.support.tls_pairs import bridge_connects
from tests.support.waiting import wait_until

NAME_LINE = "certificate: pki/edge/fullchain.pem"
MUTUAL = """\
version: 1
name: mutual
trust: [pki/root.pem]
defaults: {log: {types: [error, warning, notice, information, debug]}}
hub:
  host: mqtt.table.example
  listeners: [{port: 8883, tls: true}, {port: 1883}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  auth: {spokes: {certificate: {client_ca: pki/clients.pem}}}
  users: [{name: historian, read: ["sites/#"]}]
topics: [{filter: "sensors/#", remote_prefix: "sites/{spoke}/"}]
spokes:
  - name: edge
    listeners: [{port: 1883, allow_anonymous: true}]
    client_tls:
      certificate: pki/edge/fullchain.pem
      private_key: pki/edge/privkey.pem
"""


@pytest.mark.parametrize("asked", [True, False], ids=["asked", "not asked"])
def test_a_hub_staples_no_ocsp_answer(asked: bool, mosquitto: MosquittoBinary, tmp_path: Path) -> None:
    setup = served(wanted())
    setup.write(tmp_path)
    option = f"bridge_require_ocsp {str(asked).lower()}"
    connects, log = bridge_connects(setup, mosquitto, tmp_path, option)
    assert connects is not asked, log
    assert ("invalid status response" in log) is asked, log


@pytest.mark.parametrize("insecure", [True, False], ids=["insecure", "by name"])
def test_an_insecure_bridge_takes_a_hub_of_any_name(
    insecure: bool, mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    setup = SETUPS["another name"]()
    setup.write(tmp_path)
    option = f"bridge_insecure {str(insecure).lower()}"
    connects, log = bridge_connects(setup, mosquitto, tmp_path, option)
    assert connects is insecure, log


def test_an_insecure_bridge_takes_no_hub_of_another_authority(
    mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    setup = SETUPS["another root"]()
    setup.write(tmp_path)
    connects, log = bridge_connects(setup, mosquitto, tmp_path, "bridge_insecure true")
    assert not connects, log


def test_a_spoke_is_whom_its_certificate_names(mosquitto: MosquittoBinary, tmp_path: Path) -> None:
    with native_mesh(tmp_path / "own", mosquitto, MUTUAL) as mesh:
        brings(mesh, client())
        mesh.mqttmesh("up", "--real-certs")
        secret = mesh.password("hub/historian")
        with (
            connected(mesh.address("hub"), 1883, user="historian", password=secret) as hub,
            connected(mesh.address("edge"), 1883) as edge,
        ):
            hub.subscribe("sites/#")
            edge.publish("sensors/a", "1")
            assert hub.receive() == ("sites/edge/sensors/a", "1")


def test_a_spoke_with_anothers_certificate_is_denied_everything(
    mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    with native_mesh(tmp_path / "anothers", mosquitto, MUTUAL) as mesh:
        brings(mesh, client(common_name="coop"))
        assert "[client-name-mismatch]" in mesh.mqttmesh("up", expect=1)
        mesh.edit(NAME_LINE, f"{NAME_LINE} # mqttmesh: ignore[client-name-mismatch]")
        mesh.mqttmesh("up", "--real-certs")
        with connected(mesh.address("edge"), 1883) as edge:
            edge.publish("sensors/a", "1")
            wait_until(
                lambda: "'sites/edge/sensors/a'" in denied(mesh),
                within=10,
                what="the hub to deny the message",
                logs=mesh.logs,
            )


def brings(mesh: NativeMesh, shown: Entity) -> None:
    """Put every certificate in its place; the spoke's is this one."""
    by_client(shown).write(mesh.topology.parent)


def denied(mesh: NativeMesh) -> str:
    """What the logs say was denied."""
    return "\n".join(line for line in mesh.logs().splitlines() if "Denied PUBLISH from" in line)
