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


EXPECTED = "expect: {outage: 1h, rate: 1/h, message_size: 1MiB}"
OWN = "spokes: [{name: barn, limits: {packet_size: 1KiB}, bridge: {max_packet_size: 1KiB}}, {name: silo}]"


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ("defaults: {limits: {packet_size: 1025KiB}}", []),
        (
            "defaults: {limits: {packet_size: 1MiB}}",
            [("packets of at most 1MiB are taken", "`limits: {packet_size: 1025KiB}` under `defaults`")],
        ),
        (
            "bridge: {max_packet_size: 1KiB}",
            [("packets of at most 1KiB are sent", "`max_packet_size: 1025KiB`")],
        ),
        (
            OWN,
            [
                (
                    "packets of at most 1KiB are taken by `barn`",
                    "`limits: {packet_size: 1025KiB}` for `barn`",
                ),
                ("packets of at most 1KiB are sent by `barn`", "`max_packet_size: 1025KiB`"),
            ],
        ),
        (
            f"{HUB}  limits: {{packet_size: 1KiB}}",
            [("packets of at most 1KiB are taken by `hub`", "`limits: {packet_size: 1025KiB}` for the hub")],
        ),
    ],
)
def test_each_limit_that_an_expected_message_does_not_pass_is_told_where_it_was_said(
    settings: str, found: list[tuple[str, str]], tmp_path: Path
) -> None:
    findings = told("message-larger-than-packet", f"{settings}\n{EXPECTED}\n", tmp_path)
    assert [(message, hint) for _, message, hint in findings] == [
        (f"no message of 1MiB crosses: {limit}", f"write {remedy}, or expect less") for limit, remedy in found
    ]
    assert all("1MiB" in line or "1KiB" in line for line, _, _ in findings)


def test_a_size_that_nobody_said_is_no_message_that_cannot_cross(tmp_path: Path) -> None:
    small = "defaults: {limits: {packet_size: 100B}}\nexpect: {outage: 1h, rate: 1/h}\n"
    assert told("message-larger-than-packet", small, tmp_path) == []


def test_what_a_cloud_takes_cannot_be_raised(tmp_path: Path) -> None:
    cloud = "hub: {kind: aws-iot, host: mqtt.farm.example}\ntrust: [system]"
    own = "spokes: [{name: barn, client_tls: {certificate: pki/a.pem, private_key: pki/a.key}}]"
    found = told("message-larger-than-packet", f"{cloud}\n{own}\n{EXPECTED}\n", tmp_path)
    assert found == [
        (
            EXPECTED,
            "no message of 1MiB crosses: packets of at most 128KiB are sent",
            "send smaller messages: a hub of this kind takes no larger ones",
        )
    ]


ALL = "expect: {outage: 6h, rate: 1/s}"
TEN = "spokes: [{name: 'barn-{1..9}'}, {name: silo}]"
HUNDRED = "queue: {messages: 100}"


@pytest.mark.parametrize(
    ("settings", "line", "whose", "remedy"),
    [
        (f"{ALL}\ndefaults: {{{HUNDRED}}}\n{TEN}", f"defaults: {{{HUNDRED}}}", "a spoke", ""),
        (f"{ALL}\n{TEN.replace('silo', f'silo, {HUNDRED}')}", "spokes", "`silo`", " for `silo`"),
        (f"{ALL}\n{TEN.replace('silo', 'silo, expect: {rate: 50/s}')}", ALL, "`silo`", " for `silo`"),
        (
            f"{ALL}\n" + TEN.replace("9}'", "9}', expect: {rate: 50/s}"),
            ALL,
            "`barn-1` and 8 more",
            " for `barn-1` and 8 more",
        ),
    ],
)
def test_the_spokes_whose_queue_is_too_short_are_named_unless_all_are_alike(
    settings: str, line: str, whose: str, remedy: str, tmp_path: Path
) -> None:
    ((at, message, hint),) = told("outage-not-held", f"{settings}\n", tmp_path)
    assert at.startswith(line)
    assert f"the queue of {whose} is full" in message
    assert hint.endswith(f"}}`{remedy}, or expect less")


def test_a_hub_whose_queue_is_too_short_for_one_spoke_says_for_which(tmp_path: Path) -> None:
    inward = 'topics: [{filter: "a/#", direction: in, qos: 1, remote_prefix: "sites/{spoke}/"}]\n'
    expected = "expect: {outage: 6h, inward_rate: 1/s}\n"
    ((_, message, hint),) = told(
        "outage-not-held",
        f"{inward}{expected}{TEN.replace('silo', 'silo, expect: {inward_rate: 50/s}')}\n",
        tmp_path,
    )
    assert "the queue of the hub for `silo` is full" in message
    assert hint == "write `queue: {messages: 1080000}` for the hub, or expect less"
