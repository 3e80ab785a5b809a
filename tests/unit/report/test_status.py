"""A mesh as a table that fits a terminal, and as JSON."""

from __future__ import annotations

import json

import pytest

from mqttmesh.report.status import status_json, status_text, up_text, verdict
from mqttmesh.runtime.engine import UpReport
from mqttmesh.runtime.status import BridgeState, BrokerStatus, ListenerStatus, MeshStatus

HUB = BrokerStatus(
    "hub",
    "hub",
    "127.77.0.1",
    4711,
    None,
    (
        ListenerStatus("127.77.0.1", 8883, "mqtt", tls=True),
        ListenerStatus("127.77.0.1", 1883, "mqtt", tls=False),
    ),
)
MQTT = (ListenerStatus("127.77.0.2", 1883, "mqtt", tls=False),)


def spoke(name: str, pid: int | None, bridge: BridgeState, *last_lines: str) -> BrokerStatus:
    return BrokerStatus(name, "spoke", "127.77.0.2", pid, bridge, MQTT, last_lines)


def mesh(*brokers: BrokerStatus) -> MeshStatus:
    return MeshStatus("grid", "native", "2.0.22", brokers)


def test_the_whole_text() -> None:
    dead = spoke("edge-2", None, BridgeState.DOWN, "Error: Address already in use", "bye")
    assert status_text(mesh(HUB, spoke("edge-1", 4712, BridgeState.UP), dead)) == (
        "BROKER ROLE  ADDRESS    LISTENERS     PID  BRIDGE\n"
        "hub    hub   127.77.0.1 8883/tls 1883 4711 -\n"
        "edge-1 spoke 127.77.0.2 1883          4712 up\n"
        "edge-2 spoke 127.77.0.2 1883          dead down\n"
        "\n"
        "edge-2 ended:\n"
        "   | Error: Address already in use\n"
        "   | bye\n"
        "grid: 2 of 3 brokers run (Mosquitto 2.0.22), 1 of 2 bridges are connected"
    )


def test_no_row_is_wider_than_a_terminal_and_what_is_cut_shows_it() -> None:
    doors = tuple(ListenerStatus("127.77.255.255", 60_000 + port, "mqtt", tls=True) for port in range(9))
    widest = BrokerStatus(
        "n" * 63, "spoke", "127.77.255.255", 4_194_304, BridgeState.UNKNOWN, doors
    )  # the largest pid of Linux
    row = status_text(mesh(widest)).splitlines()[1]
    assert len(row) <= 80
    assert row.startswith("n" * 25 + "… ")
    assert row.endswith(" 4194304 unknown")


def test_of_many_that_ended_the_first_tell_why() -> None:
    ended = [spoke(f"edge-{number}", None, BridgeState.DOWN, f"why {number}") for number in range(9)]
    text = status_text(mesh(HUB, *ended))
    assert [number for number in range(9) if f"why {number}" in text] == [0, 1, 2]
    assert "6 more ended; `mqttmesh logs` shows what they wrote" in text.splitlines()
    assert "more ended" not in status_text(mesh(HUB, *ended[:3]))


def test_every_listener_is_shown_with_what_it_speaks() -> None:
    doors = (
        *HUB.listeners,
        *(ListenerStatus("127.77.0.1", 9001 + port, "websockets", tls=port > 2) for port in range(5)),
    )
    hub = BrokerStatus("hub", "hub", "127.77.0.1", 4711, None, doors)
    lines = status_text(mesh(hub, spoke("edge-1", 4712, BridgeState.UP))).splitlines()
    first, second, edge = (" ".join(line.split()) for line in lines[1:4])
    assert first == "hub hub 127.77.0.1 8883/tls 1883 9001/ws 9002/ws 9003/ws 4711 -"
    assert second == "9004/ws/tls 9005/ws/tls"
    assert lines[2].index("9004/ws/tls") == lines[1].index("8883/tls")
    assert edge == "edge-1 spoke 127.77.0.2 1883 4712 up"
    assert max(map(len, lines)) <= 80


def test_a_log_cannot_act_on_the_terminal() -> None:
    text = status_text(mesh(spoke("edge", None, BridgeState.DOWN, "\x1b]0;title\x07")))
    assert "\x1b" not in text
    assert "\x07" not in text


@pytest.mark.parametrize(
    ("broker", "well"),
    [
        (HUB, True),
        (spoke("edge", 7, BridgeState.UP), True),
        (spoke("edge", 7, BridgeState.IDLE), True),
        (spoke("edge", 7, BridgeState.DOWN), False),
        (spoke("edge", 7, BridgeState.UNKNOWN), False),
        (spoke("edge", None, BridgeState.UP), False),
    ],
)
def test_a_mesh_is_well_when_every_broker_is(broker: BrokerStatus, well: bool) -> None:
    assert mesh(HUB, broker).well is well
    assert json.loads(status_json(mesh(HUB, broker)))["well"] is well


def test_machines_get_everything() -> None:
    told = json.loads(status_json(mesh(spoke("edge", None, BridgeState.DOWN, "bye"))))
    assert told == {
        "well": False,
        "mesh": "grid",
        "engine": "native",
        "release": "2.0.22",
        "brokers": [
            {
                "name": "edge",
                "role": "spoke",
                "address": "127.77.0.2",
                "pid": None,
                "bridge": "down",
                "listeners": [{"address": "127.77.0.2", "port": 1883, "protocol": "mqtt", "tls": False}],
                "last_lines": ["bye"],
            }
        ],
    }


def test_an_idle_bridge_is_counted_apart() -> None:
    brokers = (spoke("a", 1, BridgeState.UP), spoke("b", 2, BridgeState.IDLE))
    assert verdict(mesh(*brokers)).endswith("1 of 2 bridges are connected, 1 idle")


def test_up_says_what_it_did_and_no_more_names_than_can_be_read() -> None:
    many = tuple(f"edge-{number}" for number in range(8))
    report = UpReport(development=True, started=many, reloaded=("hub",), stopped=("old",), kept=3)
    assert up_text(report, mesh(HUB)) == (
        "development certificates stand in for the topology's, which are not all here\n"
        "started 8: edge-0, edge-1, edge-2, edge-3, edge-4 and 3 more\n"
        "reloaded 1: hub\n"
        "stopped 1: old\n"
        "what they had saved stays until `mqttmesh down --volumes`\n"
        "left 3 as they were\n"
        "grid: 1 of 1 brokers run (Mosquitto 2.0.22), 0 of 0 bridges are connected"
    )


def test_up_is_silent_about_what_did_not_happen() -> None:
    report = UpReport(development=False, started=(), reloaded=(), stopped=(), kept=1)
    assert up_text(report, None) == "left 1 as they were"
