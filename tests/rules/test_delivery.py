"""What rules of delivery say, where more than one setting may be at fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from mqttmesh.check import Case, check
from mqttmesh.load import load
from mqttmesh.resolve import resolution
from tests.support.farm import with_example

HUB = """\
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
  users: [{name: office, read: ["sites/#"]}]
"""


def told(rule: str, text: str, folder: Path) -> list[tuple[str, str, str]]:
    """The line, message and hint of all that one rule finds in an example."""
    path = folder / "topology.yaml"
    path.write_text(with_example(text))
    topology = load(path)
    findings = [each for each in check(Case.of(topology, resolution(topology))) if each.rule == rule]
    lines = path.read_text().splitlines()
    return [
        (lines[topology.source.span(each).line - 1].strip(), each.message, each.hint) for each in findings
    ]


@pytest.mark.parametrize(
    ("by_hub", "asked", "setting"),
    [("1h", "30d", "client_expiration"), ("30d", "1h", "session_expiry_interval"), ("30d", "30d", None)],
)
def test_a_session_of_mqtt_5_ends_at_the_smaller_of_what_its_bridge_and_the_hub_say(
    by_hub: str, asked: str, setting: str | None, tmp_path: Path
) -> None:
    bridge = f"bridge: {{protocol: mqttv50, session_expiry_interval: {asked}}}\nexpect: {{outage: 6h}}\n"
    text = f"{HUB}  persistence: {{client_expiration: {by_hub}}}\n{bridge}"
    found = told("outage-beyond-session", text, tmp_path)
    assert [hint.split("`")[1] for _, _, hint in found] == ([setting] if setting else [])


@pytest.mark.parametrize(
    ("settings", "line", "hint"),
    [
        (
            "spokes: [{name: barn, limits: {packet_size: 2MiB}}]",
            "spokes",
            "limits: {packet_size: 2000000B}` for `barn`",
        ),
        (
            "defaults: {limits: {packet_size: 2MiB}}\nspokes: [{name: barn, limits: {packet_size: 5MiB}}]",
            "spokes",
            "limits: {packet_size: 2MiB}` for `barn`",
        ),
        (
            "bridge: {max_packet_size: 64KiB}\nspokes: [{name: barn, limits: {packet_size: 5MiB}}]",
            "bridge",
            "limits: {packet_size: 64KiB}` for `barn`",
        ),
        (
            "spokes: [{name: barn, bridge: {max_packet_size: 1000B}}, {name: silo}]",
            "spokes",
            "limits: {packet_size: 1000B}` for `barn`",
        ),
        ("bridge: {max_packet_size: 64KiB}", "bridge", "limits: {packet_size: 64KiB}` under `defaults`"),
    ],
)
def test_a_limit_that_does_is_exact_and_written_where_it_holds(
    settings: str, line: str, hint: str, tmp_path: Path
) -> None:
    ((at, _, said),) = told("packet-larger-than-link", f"{settings}\n", tmp_path)
    assert (at.partition(":")[0], said) == (line, f"write `{hint}")


def test_a_spoke_that_takes_less_than_its_hub_is_named(tmp_path: Path) -> None:
    spokes = "spokes: [{name: barn, limits: {packet_size: 5000B}}]\n"
    assert told("packet-larger-than-spoke", spokes, tmp_path) == [
        (
            spokes.strip(),
            "each packet above 5000B makes `barn` hang up, and the hub takes 2000000B",
            "write `limits: {packet_size: 2000000B}` for `barn`",
        )
    ]
    spokes = "defaults: {limits: {packet_size: 5000B}}\nspokes: [{name: barn}]\n"
    ((_, _, hint),) = told(
        "packet-larger-than-spoke", f"{HUB}  limits: {{packet_size: 1MiB}}\n{spokes}", tmp_path
    )
    assert hint == "write `limits: {packet_size: 1MiB}` under `defaults`"
