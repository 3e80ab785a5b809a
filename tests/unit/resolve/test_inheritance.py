"""Defaults, ranges and overrides: mappings merge, lists replace, topics add, null resets."""

from __future__ import annotations

from pathlib import Path

from mqttmesh.mesh import Mesh, TopicRoute
from tests.support.topologies import broker, resolved


def test_a_range_is_its_members_in_order(tmp_path: Path) -> None:
    mesh = resolved(tmp_path, "spokes: [{name: 'edge-{008..011}'}, {name: north}]\n")
    assert [spoke.name for spoke in mesh.spokes] == ["edge-008", "edge-009", "edge-010", "edge-011", "north"]


def test_mappings_merge_key_by_key(tmp_path: Path) -> None:
    mesh = resolved(
        tmp_path,
        """\
        defaults:
          queue: {messages: 5, bytes: 7KiB}
          labels: {region: west, tier: edge}
        spokes:
          - {name: edge-1, queue: {messages: 9}, labels: {region: east}}
        """,
    )
    edge = broker(mesh, "edge-1")
    assert (edge.queue.messages, edge.queue.bytes) == (9, 7 * 1024)
    assert edge.labels == {"region": "east", "tier": "edge"}
    assert broker(mesh, "hub").queue.messages == 5


def test_lists_replace(tmp_path: Path) -> None:
    mesh = resolved(
        tmp_path,
        """\
        defaults:
          users: [{name: one, read: ["#"]}, {name: two, read: ["#"]}]
        spokes:
          - {name: edge-1, users: [{name: three, read: ["#"]}]}
          - {name: edge-2}
        """,
    )
    assert [grant.user for grant in broker(mesh, "edge-1").grants] == ["three"]
    assert [grant.user for grant in broker(mesh, "edge-2").grants] == ["one", "two"]


def test_null_resets_to_our_default(tmp_path: Path) -> None:
    mesh = resolved(
        tmp_path,
        """\
        defaults: {queue: {messages: 5}, labels: {region: west}}
        bridge: {keepalive: 10s}
        spokes:
          - {name: edge-1, queue: null, labels: null, bridge: {keepalive: null}}
          - {name: edge-2, queue: {messages: null}}
        """,
    )
    edge = broker(mesh, "edge-1")
    assert (edge.queue.messages, edge.labels) == (100_000, {})
    assert _option(mesh, "edge-1", "keepalive_interval") == "30"
    assert _option(mesh, "edge-2", "keepalive_interval") == "10"
    assert broker(mesh, "edge-2").queue.messages == 100_000


def test_topics_add(tmp_path: Path) -> None:
    mesh = resolved(
        tmp_path, 'spokes: [{name: edge-1, topics: [{filter: "alarms/#", qos: 2}]}, {name: edge-2}]\n'
    )
    assert [route.filter for route in _routes(mesh, "edge-1")] == ["sensors/#", "commands/#", "alarms/#"]
    assert [route.filter for route in _routes(mesh, "edge-2")] == ["sensors/#", "commands/#"]


def test_an_override_changes_one_member_in_place(tmp_path: Path) -> None:
    mesh = resolved(
        tmp_path,
        """\
        spokes:
          - {name: "edge-{1..3}", labels: {region: west}, queue: {messages: 7}}
          - {name: edge-2, override: true, labels: {site: dam}}
        """,
    )
    assert [spoke.name for spoke in mesh.spokes] == ["edge-1", "edge-2", "edge-3"]
    assert broker(mesh, "edge-2").labels == {"region": "west", "site": "dam"}
    assert broker(mesh, "edge-2").queue.messages == 7
    assert broker(mesh, "edge-3").labels == {"region": "west"}


def test_placeholders_stand_for_mesh_and_spoke(tmp_path: Path) -> None:
    mesh = resolved(
        tmp_path,
        """\
        topics: [{filter: "{{x}}/#", remote_prefix: "{mesh}/{spoke}/"}]
        """,
    )
    (route,) = _routes(mesh, "edge-1")
    assert (route.filter, route.remote_prefix) == ("{x}/#", "grid/edge-1/")


def test_every_spoke_has_an_identity_of_its_own(tmp_path: Path) -> None:
    mesh = resolved(tmp_path, "spokes: [{name: 'edge-{1..2}'}]\n")
    bridges = [spoke.bridge for spoke in mesh.spokes if spoke.bridge]
    assert [bridge.name for bridge in bridges] == ["grid.edge-1", "grid.edge-2"]
    assert [bridge.remote_clientid for bridge in bridges] == ["grid.edge-1", "grid.edge-2"]
    assert [bridge.username for bridge in bridges] == ["edge-1", "edge-2"]
    assert [bridge.password and bridge.password.file for bridge in bridges] == [
        "secrets/edge-1.password",
        "secrets/edge-2.password",
    ]


def _routes(mesh: Mesh, name: str) -> tuple[TopicRoute, ...]:
    bridge = broker(mesh, name).bridge
    assert bridge is not None
    return bridge.routes


def _option(mesh: Mesh, name: str, option: str) -> str:
    bridge = broker(mesh, name).bridge
    assert bridge is not None
    return next(directive.value for directive in bridge.options if directive.name == option)
