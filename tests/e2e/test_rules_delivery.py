"""What the rules of delivery say is lost real brokers lose; its twin, of which they say nothing, arrives."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.brokers import MosquittoBinary, mosquitto_binary
from tests.support.ends import Ends, ends_of
from tests.support.outages import HEAD, LooseMesh, loose_mesh

SENT = 20
ROUTE = 'topics: [{filter: "bare/#", qos: 0, remote_prefix: "{spoke}/"}]'
SESSIONS = f"""\
{HEAD}
spokes:
  - {{name: kept}}
  - {{name: clean, bridge: {{cleansession: true}}}}
  - {{name: clean-there, bridge: {{cleansession: true, local_cleansession: false}}}}
  - {{name: clean-here, bridge: {{local_cleansession: true}}}}
  - {{name: five, bridge: {{protocol: mqttv50}}}}
"""
EXPECTED = f"""\
{HEAD}
expect: {{outage: 2s}}
spokes:
  - {{name: kept}}
  - {{name: bare, {ROUTE}}}
  - {{name: held, queue: {{qos0: true}}, {ROUTE}}}
  - {{name: clean, bridge: {{cleansession: true}}}}
"""


def outage(mesh: LooseMesh, ends: dict[str, Ends]) -> None:
    """Messages both ways while the link is away."""
    mesh.wire.cut()
    for link in ends.values():
        link.send_out(SENT)
        link.send_in(SENT)
    mesh.wire.mend()
    mesh.await_links()


@pytest.fixture(scope="module")
def sessions(mosquitto: MosquittoBinary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LooseMesh]:
    with loose_mesh(tmp_path_factory.mktemp("sessions"), mosquitto, SESSIONS) as mesh:
        yield mesh


@pytest.fixture(scope="module")
def after(sessions: LooseMesh) -> Iterator[dict[str, Ends]]:
    with ends_of(sessions) as ends:
        outage(sessions, ends)
        yield ends


@pytest.mark.parametrize(
    ("spoke", "out", "into"),
    [("kept", 20, 20), ("clean", 0, 0), ("clean-there", 20, 0), ("clean-here", 0, 20), ("five", 20, 0)],
)
def test_a_session_that_ends_with_the_link_keeps_nothing(
    after: dict[str, Ends], spoke: str, out: int, into: int
) -> None:
    assert (after[spoke].arrived_out(out), after[spoke].arrived_in(into)) == (out, into)


def test_those_are_blamed_that_lost_something(sessions: LooseMesh) -> None:
    newer = sessions.mosquitto.version == "2.1"
    assert sessions.blamed("clean-session") == {"clean", "clean-there"}
    assert sessions.blamed("local-cleansession") == {"clean-here"}
    assert sessions.blamed("v5-without-session-expiry") == ({"five"} if newer else set())
    assert sessions.blamed("v5-on-old-mosquitto") == (set() if newer else {"five"})


def test_where_an_outage_is_expected_its_cost_is_an_error(mosquitto: MosquittoBinary, tmp_path: Path) -> None:
    with loose_mesh(tmp_path / "expected", mosquitto, EXPECTED) as mesh, ends_of(mesh) as ends:
        mesh.wire.cut()
        for spoke, link in ends.items():
            link.send_out(SENT, below="bare" if spoke in ("bare", "held") else "up")
        mesh.wire.mend()
        mesh.await_links()
        assert ends["kept"].arrived_out(SENT) == SENT
        assert ends["clean"].arrived_out(0) == 0
        assert ends["bare"].arrived_out(0, below="bare") == 0
        assert ends["held"].arrived_out(SENT, below="bare") == SENT
        assert mesh.blamed("outage-at-qos0") == {"bare"}
        assert mesh.blamed("outage-beyond-session") == {"clean"}
        assert mesh.blamed("clean-session") == set()


def test_what_a_device_publishes_at_qos_0_no_route_of_qos_1_keeps(
    after: dict[str, Ends], sessions: LooseMesh
) -> None:
    sessions.wire.cut()
    after["kept"].send_out(SENT, qos=0)
    after["kept"].send_out(1)
    sessions.wire.mend()
    sessions.await_links("kept")
    assert after["kept"].arrived_out(1) == 1


def test_an_expiry_below_the_outage_loses_what_comes_in(tmp_path: Path) -> None:
    text = f"""\
{HEAD}
expect: {{outage: 3s}}
spokes:
  - {{name: short, bridge: {{protocol: mqttv50, session_expiry_interval: 1s}}}}
  - {{name: long, bridge: {{protocol: mqttv50, session_expiry_interval: 1h}}}}
"""
    with loose_mesh(tmp_path / "expiry", mosquitto_binary("2.1"), text) as mesh, ends_of(mesh) as ends:
        mesh.wire.cut()
        for link in ends.values():
            link.send_in(SENT)
        mesh.await_log("hub", "Expiring client loose.short due to timeout")
        mesh.wire.mend()
        mesh.await_links()
        assert {spoke: link.arrived_in(SENT if spoke == "long" else 0) for spoke, link in ends.items()} == {
            "short": 0,
            "long": SENT,
        }
        assert mesh.blamed("outage-beyond-session") == {"short"}


def an_hour_passes(mesh: LooseMesh, broker: str, session: str) -> None:
    """In the file of a broker that is stopped: the time at which a session ends is an hour earlier."""
    content = bytearray(mesh.kept(broker).read_bytes())
    begin = content.index(session.encode()) - 24  # the record before a session's name begins with it
    (ends,) = struct.unpack_from("<q", content, begin)
    if ends:
        struct.pack_into("<q", content, begin, ends - 3601)
        mesh.kept(broker).write_bytes(content)


def test_a_spoke_of_2_1_forgets_its_own_bridge_when_it_starts(
    mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    text = f"""\
{HEAD}
spokes:
  - {{name: forgetful, persistence: {{client_expiration: 1h}}}}
  - {{name: faithful}}
"""
    faulty = {"forgetful"} if mosquitto.version == "2.1" else set()
    with loose_mesh(tmp_path / "expiration", mosquitto, text) as mesh:
        mesh.wire.cut()
        with ends_of(mesh) as ends:
            for link in ends.values():
                link.send_out(SENT)
        for spoke in ("forgetful", "faithful"):
            mesh.stop(spoke)
            mesh.start(spoke)  # a session that was restored has a time at which it ends
            mesh.stop(spoke)
            an_hour_passes(mesh, spoke, f"local.loose.{spoke}")
            mesh.start(spoke)
        with ends_of(mesh) as ends:
            mesh.wire.mend()
            mesh.await_links()
            wanted = {spoke: 0 if spoke in faulty else SENT for spoke in ends}
            assert {spoke: link.arrived_out(wanted[spoke]) for spoke, link in ends.items()} == wanted
        assert mesh.blamed("client-expiration") == faulty


@pytest.mark.parametrize(("kept", "arrived"), [("1h", 0), ("3h", SENT)])
def test_a_hub_that_forgets_clients_forgets_a_spoke(tmp_path: Path, kept: str, arrived: int) -> None:
    hub = f"  persistence: {{client_expiration: {kept}}}\n  auth:"
    text = f"{HEAD.replace('  auth:', hub)}expect: {{outage: 2h}}\nspokes: [{{name: edge}}]\n"
    with loose_mesh(tmp_path / "hub", mosquitto_binary("2.1"), text) as mesh:
        with ends_of(mesh) as ends:
            mesh.wire.cut()
            ends["edge"].send_in(SENT)
        mesh.await_log("hub", "Client loose.edge")
        mesh.stop("hub")
        an_hour_passes(mesh, "hub", "loose.edge")
        mesh.start("hub")
        with ends_of(mesh) as ends:
            mesh.wire.mend()
            mesh.await_links()
            assert ends["edge"].arrived_in(arrived) == arrived
        assert mesh.blamed("outage-beyond-session") == (set() if arrived else {"hub"})


def test_a_power_cut_costs_what_came_since_the_last_save(mosquitto: MosquittoBinary, tmp_path: Path) -> None:
    text = f"""\
{HEAD}
spokes:
  - {{name: seldom, persistence: {{autosave_interval: 30m}}}}
  - {{name: never, persistence: {{autosave_interval: 0s}}}}
  - {{name: often, persistence: {{autosave_interval: 1s}}}}
"""
    wanted = {"seldom": SENT, "never": SENT, "often": 2 * SENT}
    with loose_mesh(tmp_path / "autosave", mosquitto, text) as mesh:
        mesh.wire.cut()
        with ends_of(mesh) as ends:
            for count in (SENT, 2 * SENT):
                for link in ends.values():
                    link.send_out(SENT)
                for spoke in ("seldom", "never") if count == SENT else ():
                    mesh.save(spoke)
                    mesh.await_kept(spoke, "up/x", SENT)
            mesh.await_kept("often", "up/x", 2 * SENT)
        mesh.kill(*wanted)
        mesh.start(*wanted)
        with ends_of(mesh) as ends:
            mesh.wire.mend()
            mesh.await_links()
            assert {spoke: link.arrived_out(wanted[spoke]) for spoke, link in ends.items()} == wanted
        assert mesh.blamed("slow-autosave") == {"seldom", "never"}


def test_without_persistence_a_restart_in_peace_costs_everything(
    mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    text = f"""\
{HEAD}
spokes:
  - {{name: nowhere, persistence: {{enabled: false}}}}
  - {{name: on-disk}}
"""
    wanted = {"nowhere": 0, "on-disk": SENT}
    with loose_mesh(tmp_path / "persistence", mosquitto, text) as mesh:
        mesh.wire.cut()
        with ends_of(mesh) as ends:
            for link in ends.values():
                link.send_out(SENT)
        mesh.stop(*wanted)
        mesh.start(*wanted)
        with ends_of(mesh) as ends:
            mesh.wire.mend()
            mesh.await_links()
            assert {spoke: link.arrived_out(wanted[spoke]) for spoke, link in ends.items()} == wanted
        assert mesh.blamed("no-persistence") == {"nowhere"}
