"""`explain` reads files and standard input, asks a topology, and exits by what it found."""

from __future__ import annotations

import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.e2e.test_certificate_table import topology
from tests.support.brokers import mosquitto_binary
from tests.support.certificate_table import SETUPS
from tests.support.commands import PROGRAM, environment, mqttmesh

EDGE = """\
2026-11-24T10:00:00: Connecting bridge (step 1) table.edge (mqtt.table.example:8883)
2026-11-24T10:00:00: OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed
2026-11-24T10:00:00: Client local.table.edge disconnected: Protocol error.
"""
HUB = """\
2026-11-24T10:00:00: New connection from 10.0.0.7:41000 on port 8883.
2026-11-24T10:00:00: OpenSSL Error[0]: error:0A000418:SSL routines::tlsv1 alert unknown ca
2026-11-24T10:00:00: Client <unknown> disconnected: Protocol error.
"""


@pytest.fixture
def logs(tmp_path: Path) -> Path:
    """A folder with the logs of a hub and of a spoke."""
    (tmp_path / "edge.log").write_text(EDGE)
    (tmp_path / "hub.log").write_text(HUB)
    return tmp_path


def with_setup(folder: Path, row: str) -> None:
    setup = SETUPS[row]()
    setup.write(folder)
    (folder / "topology.yaml").write_text(topology(setup, mosquitto_binary("2.0")))


def line_of(words: str, path: Path) -> int:
    lines = path.read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("another root", "untrusted-hub"),
        ("the leaf without its chain", "hub-chain-incomplete"),
        ("an intermediate for a root", "intermediate-as-anchor"),
        ("the hub's own chain for a root", "leaf-as-anchor"),
    ],
)
def test_of_the_causes_of_one_line_the_topology_names_the_one_that_holds(
    row: str, rule: str, logs: Path
) -> None:
    with_setup(logs, row)
    done = mqttmesh(logs, "explain", "hub.log", "edge.log", "--topology", "topology.yaml")
    assert (done.code, done.err) == (1, "")
    assert f"of 6 causes, this holds: {rule} (topology.yaml:" in done.out
    assert done.out.count(" must mend it: ") == 1


def test_a_sound_topology_leaves_only_what_no_rule_sees(logs: Path) -> None:
    with_setup(logs, "a root and an intermediate")
    done = mqttmesh(logs, "explain", "hub.log", "edge.log", "--topology", "topology.yaml")
    assert "none of these holds in topology.yaml: root-not-trusted, chain-not-served," in done.out
    left = done.out.partition("what is left:")[2]
    assert "bridge_capath" in left and left.count(" must mend it: ") == 1


def test_what_is_said_of_another_spoke_alone_explains_nothing(logs: Path) -> None:
    with_setup(logs, "an expired client")
    (logs / "edge.log").write_text(
        EDGE.replace("certificate verify failed", "sslv3 alert certificate expired")
    )
    text = (logs / "topology.yaml").read_text()
    done = mqttmesh(logs, "explain", "edge.log", "--topology", "topology.yaml")
    assert "this holds: expired-certificate" in done.out
    shown = next(line for line in text.splitlines() if "client_tls" in line)
    other = f"  - name: other\n{shown}"
    lines = [line for line in text.splitlines() if "client_tls" not in line and line.strip()]
    sound = "    client_tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}"
    (logs / "topology.yaml").write_text("\n".join([*lines, sound, other]) + "\n")
    done = mqttmesh(logs, "explain", "edge.log", "--topology", "topology.yaml")
    assert "this holds" not in done.out


def test_json_has_each_cause_with_its_verdict_and_place(logs: Path) -> None:
    with_setup(logs, "the leaf without its chain")
    done = mqttmesh(logs, "explain", "hub.log", "edge.log", "--topology", "topology.yaml", "--json")
    said = json.loads(done.out)
    (explanation,) = said["explanations"]
    assert (said["read"], said["unknown"]) == (6, [])
    assert (explanation["brokers"], explanation["names"]) == (["hub", "edge"], ["table.edge"])
    verdicts = {cause["cause"]: cause["verdict"] for cause in explanation["causes"]}
    assert verdicts.pop("chain-not-served") == "holds"
    assert verdicts.pop("trust-not-hashed") == "open"
    assert set(verdicts.values()) == {"excluded"}
    (finding,) = explanation["causes"][0]["findings"]
    assert (finding["rule"], finding["file"]) == ("hub-chain-incomplete", "topology.yaml")
    assert finding["line"] == line_of("tls: {certificate", logs / "topology.yaml")


def test_standard_input_is_read_and_named_by_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "explain", "-"], input=HUB, capture_output=True, text=True, env=environment(), cwd=tmp_path
    )
    assert done.returncode == 1
    assert "   | error:0A000418:SSL routines::tlsv1 alert unknown ca\n" in done.stdout


def test_bytes_that_are_no_text_are_no_obstacle(tmp_path: Path) -> None:
    done = subprocess.run(
        [*PROGRAM, "explain", "-"], input=b"\xff\xfe\n", capture_output=True, env=environment(), cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (0, b"nothing to explain in 1 line\n")


def test_a_log_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = mqttmesh(tmp_path, "explain", "none.log")
    assert (done.code, done.out) == (2, "")
    assert "none.log" in done.err


def test_a_topology_is_no_log(folder: Path) -> None:
    done = mqttmesh(folder, "explain", "topology.yaml")
    assert (done.code, done.out) == (2, "")
    assert "`--topology topology.yaml`" in done.err


def test_a_mesh_that_does_not_run_has_no_logs(folder: Path) -> None:
    done = mqttmesh(folder, "explain")
    assert (done.code, done.out) == (3, "")
    assert "is not running" in done.err


def test_a_topology_with_a_mistake_is_refused(logs: Path) -> None:
    (logs / "topology.yaml").write_text("version: 1\n")
    done = mqttmesh(logs, "explain", "hub.log", "--topology", "topology.yaml")
    assert (done.code, done.out) == (2, "")


@pytest.mark.parametrize("no_color", ["", "1"])
def test_there_is_colour_on_a_terminal_that_wants_it(no_color: str, logs: Path) -> None:
    ours, theirs = pty.openpty()
    wanted = environment(NO_COLOR=no_color, TERM="xterm")
    subprocess.run([*PROGRAM, "explain", "hub.log"], cwd=logs, env=wanted, stdout=theirs, check=False)
    os.close(theirs)
    with os.fdopen(ours, "rb") as terminal:
        assert (b"\x1b[" in terminal.read(1000)) is not bool(no_color)
