"""Least privilege: a spoke may write and read exactly what its bridge carries."""

from __future__ import annotations

from pathlib import Path

import pytest

from mqttmesh.errors import TopologyError
from mqttmesh.mesh import Access
from tests.support.topologies import broker, resolved

ROUTES = """\
topics:
  - {filter: "sensors/#", direction: out, local_prefix: "l/", remote_prefix: "sites/{spoke}/"}
  - {filter: "commands/#", direction: in, local_prefix: "l/", remote_prefix: "sites/{spoke}/"}
  - {filter: "chat", direction: both, remote_prefix: "sites/{spoke}/"}
"""


def test_a_spoke_may_do_at_the_hub_what_its_bridge_carries_and_no_more(tmp_path: Path) -> None:
    hub = broker(resolved(tmp_path, ROUTES), "hub")
    (grant,) = hub.grants
    assert grant.user == "edge-1"
    assert grant.access == Access(
        read=("sites/edge-1/commands/#", "sites/edge-1/chat"),
        write=("sites/edge-1/sensors/#", "sites/edge-1/chat", "$SYS/broker/connection/grid.edge-1/state"),
    )


def test_a_spoke_that_tells_only_itself_needs_no_state_topic(tmp_path: Path) -> None:
    hub = broker(resolved(tmp_path, ROUTES, "bridge: {notifications_local_only: true}\n"), "hub")
    assert not any("$SYS" in topic for grant in hub.grants for topic in grant.access.write)


def test_anonymous_devices_feed_and_hear_their_bridge(tmp_path: Path) -> None:
    mesh = resolved(
        tmp_path,
        ROUTES,
        "spokes: [{name: edge-1, listeners: [{port: 1883, allow_anonymous: true}]}]\n",
    )
    assert broker(mesh, "edge-1").anonymous == Access(
        read=("l/commands/#", "chat"), write=("l/sensors/#", "chat")
    )


def test_what_the_topology_says_of_anonymous_devices_holds(tmp_path: Path) -> None:
    mesh = resolved(
        tmp_path,
        """\
        spokes:
          - name: edge-1
            listeners: [{port: 1883, allow_anonymous: true}]
            anonymous: {read: ["local/{spoke}/#"]}
        """,
    )
    assert broker(mesh, "edge-1").anonymous == Access(read=("local/edge-1/#",))


def test_anonymous_spokes_share_one_door(tmp_path: Path) -> None:
    mesh = resolved(
        tmp_path,
        """\
        hub:
          host: mqtt.grid.example
          listeners: [{port: 8883, tls: true}]
          tls: {letsencrypt: /etc/letsencrypt/live/mqtt.grid.example}
          auth: {spokes: anonymous}
        spokes: [{name: "edge-{1..2}"}]
        """,
    )
    hub = broker(mesh, "hub")
    assert hub.listeners[0].allow_anonymous
    assert hub.accounts == ()
    assert "sites/edge-1/commands/#" in hub.anonymous.read
    assert "sites/edge-2/sensors/#" in hub.anonymous.write
    assert all(spoke.bridge and spoke.bridge.username is None for spoke in mesh.spokes)


def test_anonymous_spokes_cannot_be_known_by_their_user_names(tmp_path: Path) -> None:
    hub = """\
        hub:
          host: mqtt.grid.example
          listeners: [{port: 8883, tls: true, use_username_as_clientid: true}]
          tls: {letsencrypt: /etc/letsencrypt/live/mqtt.grid.example}
          auth: {spokes: PROOF}
        """
    with pytest.raises(TopologyError) as caught:
        resolved(tmp_path, hub.replace("PROOF", "anonymous"))
    assert [finding.rule for finding in caught.value.findings] == ["bad-proof"]
    (listener,) = broker(resolved(tmp_path, hub.replace("PROOF", "password")), "hub").listeners
    assert listener.use_username_as_clientid


def test_spokes_by_certificate_get_a_listener_that_requires_one(tmp_path: Path) -> None:
    mesh = resolved(
        tmp_path,
        """\
        hub:
          host: mqtt.grid.example
          listeners: [{port: 8883, tls: true}, {port: 8884, tls: true}]
          tls: {certificate: pki/hub.pem, private_key: pki/hub.key}
          auth: {spokes: {certificate: {client_ca: pki/spokes.pem}}}
          users: [{name: historian, read: ["sites/#"]}]
        spokes:
          - {name: edge-1, client_tls: {certificate: "pki/{spoke}.pem", private_key: "pki/{spoke}.key"}}
        """,
    )
    hub, edge = broker(mesh, "hub"), broker(mesh, "edge-1")
    assert [listener.client_ca for listener in hub.listeners] == ["pki/spokes.pem", None]
    assert [listener.use_username_as_clientid for listener in hub.listeners] == [True, False]
    assert [account.name for account in hub.accounts] == ["historian"]
    assert [grant.user for grant in hub.grants] == ["historian", "edge-1"]
    assert edge.bridge is not None
    assert (edge.bridge.username, edge.bridge.password) == (None, None)
    assert edge.bridge.key_pair is not None
    assert edge.bridge.key_pair.certificate == "pki/edge-1.pem"
