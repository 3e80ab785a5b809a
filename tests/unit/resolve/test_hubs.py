"""Where spokes dial, and hubs that are not ours."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from mqttmesh.resolve.presets import PRESETS
from mqttmesh.spec import HubKind
from tests.support.topologies import broker, resolved


def _addresses(mesh_folder: Path, *parts: str) -> list[str]:
    bridge = broker(resolved(mesh_folder, *parts), "edge-1").bridge
    assert bridge is not None
    return [str(address) for address in bridge.addresses]


def test_spokes_dial_the_first_tls_listener_for_mqtt(tmp_path: Path) -> None:
    hub = """\
        hub:
          host: mqtt.grid.example
          listeners:
            - {port: 1883, bind: 127.0.0.1, allow_anonymous: true}
            - {port: 9001, tls: true, protocol: websockets, allow_anonymous: true}
            - {port: 8884, tls: true}
            - {port: 8883, tls: true, allow_anonymous: true}
          anonymous: {read: ["#"]}
          tls: {letsencrypt: /etc/letsencrypt/live/mqtt.grid.example}
        """
    assert _addresses(tmp_path, hub) == ["mqtt.grid.example:8884"]


def test_dial_replaces_what_spokes_dial(tmp_path: Path) -> None:
    hub = """\
        hub:
          host: mqtt.grid.example
          dial: ["a.example:443", "[2001:db8::1]:8883"]
          listeners: [{port: 8883, tls: true}]
          tls: {letsencrypt: /etc/letsencrypt/live/mqtt.grid.example}
        """
    assert _addresses(tmp_path, hub) == ["a.example:443", "2001:db8::1:8883"]


def test_a_plaintext_bridge_dials_the_plaintext_listener(tmp_path: Path) -> None:
    hub = "hub: {host: mqtt.grid.example, listeners: [{port: 1884}]}\n"
    assert _addresses(tmp_path, hub, "bridge: {tls: false}\n") == ["mqtt.grid.example:1884"]


def test_every_kind_of_hub_has_its_preset() -> None:
    assert set(PRESETS) == set(get_args(HubKind)) - {"mosquitto"}


@pytest.mark.parametrize("kind", sorted(PRESETS))
def test_a_foreign_hub_is_told_as_little_as_it_bears(tmp_path: Path, kind: HubKind) -> None:
    client = "client_tls: {certificate: pki/{spoke}.pem, private_key: pki/{spoke}.key}"
    proof = PRESETS[kind].proofs[0]
    mesh = resolved(
        tmp_path,
        f"hub: {{kind: {kind}, host: hub.example}}\n",
        f"spokes: [{{name: edge-1{', ' + client if proof == 'certificate' else ''}}}]\n".replace(
            "pki/{spoke}.pem", "'pki/{spoke}.pem'"
        ).replace("pki/{spoke}.key", "'pki/{spoke}.key'"),
    )
    assert mesh.hub is None
    bridge = broker(mesh, "edge-1").bridge
    assert bridge is not None
    options = {option.name: option.value for option in bridge.options}
    assert options["try_private"] == "false"
    assert options["notifications_local_only"] == "true"
    assert options["bridge_attempt_unsubscribe"] == "false"
    assert str(bridge.addresses[0]) == "hub.example:8883"


def test_azure_iot_hub_gets_the_user_name_it_wants(tmp_path: Path) -> None:
    mesh = resolved(tmp_path, "hub: {kind: azure-iothub, host: grid.azure-devices.net}\n")
    bridge = broker(mesh, "edge-1").bridge
    assert bridge is not None
    assert bridge.username == "grid.azure-devices.net/edge-1/?api-version=2021-04-12"
    assert bridge.remote_clientid == "edge-1"
