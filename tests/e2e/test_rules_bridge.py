"""What the rules of bridges say does not connect does not, and the twin that they do not blame does."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from mqttmesh.certs import issue_development_pki
from tests.support.brokers import MosquittoBinary, mosquitto_binary
from tests.support.ends import ends_of
from tests.support.outages import HEAD, LooseMesh, loose_mesh

SENT = 20


def hub_with(*settings: str) -> str:
    return HEAD.replace("  auth:", "".join(f"  {setting}\n" for setting in settings) + "  auth:")


def connects(mesh: LooseMesh, spoke: str) -> int:
    """How often the hub has let a spoke in."""
    return mesh.log("hub").count(f" as loose.{spoke} ")


def test_a_bridge_that_dials_once_does_not_come_back(mosquitto: MosquittoBinary, tmp_path: Path) -> None:
    text = f"""\
{HEAD}
spokes:
  - {{name: once, bridge: {{start_type: once}}}}
  - {{name: always}}
"""
    with loose_mesh(tmp_path / "once", mosquitto, text, linked=False) as mesh:
        mesh.await_links("always")
        before = connects(mesh, "once"), connects(mesh, "always")
        for _ in range(2):
            mesh.wire.cut()
            mesh.wire.mend()
            mesh.await_log("hub", " as loose.always ", times=connects(mesh, "always") + 1)
        assert (connects(mesh, "once"), connects(mesh, "always")) == (before[0], before[1] + 2)
        assert mesh.blamed("start-once") == {"once"}


def test_what_comes_in_to_a_bridge_that_has_not_dialled_is_lost(
    mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    text = f"""\
{HEAD}
spokes:
  - {{name: lazy, bridge: {{start_type: lazy, threshold: 2}}}}
  - {{name: always}}
"""
    with loose_mesh(tmp_path / "lazy", mosquitto, text, linked=False) as mesh, ends_of(mesh) as ends:
        mesh.await_links("always")
        for link in ends.values():
            link.send_in(SENT)
        assert ends["always"].arrived_in(SENT) == SENT
        ends["lazy"].send_out(SENT)
        assert ends["lazy"].arrived_out(SENT) == SENT
        assert ends["lazy"].arrived_in(0) == 0
        assert mesh.blamed("lazy-inward") == {"lazy"}


def test_a_lazy_bridge_that_waits_for_more_than_its_queue_holds_never_dials(
    mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    text = f"""\
{HEAD}
spokes:
  - {{name: never, queue: {{messages: 20}}, bridge: {{start_type: lazy, threshold: 30}}}}
  - {{name: soon, queue: {{messages: 20}}, bridge: {{start_type: lazy, threshold: 10}}}}
"""
    with loose_mesh(tmp_path / "lazy", mosquitto, text, linked=False) as mesh, ends_of(mesh) as ends:
        ends["never"].send_out(50)
        ends["soon"].send_out(11)
        assert ends["soon"].arrived_out(11) == 11
        assert (connects(mesh, "never"), connects(mesh, "soon")) == (0, 1)
        assert mesh.blamed("lazy-beyond-queue") == {"never"}


def test_a_hub_of_2_1_refuses_a_keepalive_above_its_own(mosquitto: MosquittoBinary, tmp_path: Path) -> None:
    text = f"""\
{hub_with("limits: {keepalive: 20s}")}
spokes:
  - {{name: long, bridge: {{keepalive: 60s}}}}
  - {{name: short, bridge: {{keepalive: 20s}}}}
  - {{name: five, bridge: {{keepalive: 60s, protocol: mqttv50}}}}
"""
    strict = mosquitto.version == "2.1"
    with loose_mesh(tmp_path / "keepalive", mosquitto, text, linked=False) as mesh:
        mesh.await_links("short", "five")
        if strict:
            mesh.await_log("long", "Connection Refused: identifier rejected", times=2)
        else:
            mesh.await_links("long")
        assert mesh.blamed("keepalive-beyond-hub") == ({"long"} if strict else set())


ROOM = hub_with("listeners: [{port: 1883, allow_anonymous: true, max_connections: 2}]")


def test_a_listener_with_too_little_room_refuses_the_last_spokes(
    mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    room = 3 if mosquitto.version == "2.0" else 2  # it lets in one more than it is told
    text = f"{ROOM}spokes: [{{name: 'edge-{{1..{room + 3}}}'}}]\n"
    with loose_mesh(tmp_path / "room", mosquitto, text, linked=False) as mesh:
        mesh.await_log("hub", "max_connections exceeded", times=6)
        assert sum(connects(mesh, spoke.name) > 0 for spoke in mesh.mesh.spokes) == room
        assert mesh.blamed("too-few-connections") == {"hub"}
    with loose_mesh(
        tmp_path / "enough", mosquitto, f"{ROOM}spokes: [{{name: 'edge-{{1..{room}}}'}}]\n"
    ) as mesh:
        assert mesh.blamed("too-few-connections") == set()


def test_a_hub_with_too_little_room_refuses_the_last_spokes(tmp_path: Path) -> None:
    text = f"{hub_with('limits: {connections: 2}')}spokes: [{{name: 'edge-{{1..3}}'}}]\n"
    with loose_mesh(tmp_path / "room", mosquitto_binary("2.1"), text, linked=False) as mesh:
        mesh.await_log("hub", "max_connections exceeded", times=2)
        assert sum(connects(mesh, spoke.name) > 0 for spoke in mesh.mesh.spokes) == 2
        assert mesh.blamed("too-few-connections") == {"hub"}


def test_a_reload_drops_the_link_of_a_bridge_that_is_told_so(tmp_path: Path) -> None:
    text = f"""\
{HEAD}
spokes:
  - {{name: dropped, bridge: {{reload_type: immediate}}}}
  - {{name: kept, bridge: {{reload_type: lazy}}}}
"""
    with loose_mesh(tmp_path / "reload", mosquitto_binary("2.1"), text) as mesh:
        for spoke in ("kept", "dropped"):
            mesh.processes[spoke].send_signal(signal.SIGHUP)
        mesh.await_log("kept", "Reloading config")
        mesh.await_log("hub", " as loose.dropped ", times=2)
        assert connects(mesh, "kept") == 1
        assert mesh.blamed("immediate-reload") == {"dropped"}


WEB = (
    "listeners: [{port: 1883, allow_anonymous: true}, "
    "{port: 9001, protocol: websockets, allow_anonymous: true}]"
)


@pytest.mark.parametrize(("port", "blamed"), [(9001, {"hub"}), (1883, set())])
def test_a_bridge_gets_no_answer_from_web_sockets(
    mosquitto: MosquittoBinary, tmp_path: Path, port: int, blamed: set[str]
) -> None:
    dial = f'dial: ["hub.example:{port}"]'
    text = f"{hub_with(WEB, dial)}spokes: [{{name: edge}}]\n"
    with loose_mesh(tmp_path / "mesh", mosquitto, text, linked=not blamed) as mesh:
        if blamed:
            mesh.await_log("edge", "Connecting bridge (step 2)", times=2)
        assert connects(mesh, "edge") == (0 if blamed else 1)
        assert mesh.blamed("dial-to-websockets") == blamed


@pytest.mark.parametrize(("tls", "blamed"), [("true", {"hub"}), ("false", set())])
def test_a_bridge_with_tls_gets_no_answer_from_a_listener_in_clear(
    mosquitto: MosquittoBinary, tmp_path: Path, tls: str, blamed: set[str]
) -> None:
    issue_development_pki(tmp_path / "mesh" / "pki", [])
    dial = 'dial: ["hub.example:1883"]'
    text = f"{hub_with(dial)}spokes: [{{name: edge, bridge: {{tls: {tls}}}}}]\n"
    with loose_mesh(tmp_path / "mesh", mosquitto, text, linked=not blamed) as mesh:
        if blamed:
            mesh.await_log("hub", "protocol error", times=2)
        assert connects(mesh, "edge") == (0 if blamed else 1)
        assert mesh.blamed("dial-without-tls") == blamed
