"""The arithmetic of an outage; that brokers agree is shown in tests/e2e/test_outage_arithmetic.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mqttmesh.check import Case, check
from mqttmesh.check.outage import Outage, size_text, strains, time_text
from mqttmesh.load import load
from mqttmesh.mesh import Queue
from mqttmesh.resolve import resolution, resolve
from tests.support.farm import FARM

HOUR = 3600
LIMITS = st.integers(0, 50)


def outage(*, messages: int, limit: int = 0, limit_bytes: int = 0, size: int = 10) -> Outage:
    """One of so many messages, an hour long."""
    return Outage(messages, HOUR, size, Queue(limit, limit_bytes, 20, 0, False))


@pytest.mark.parametrize(
    ("limit", "limit_bytes", "kept"),
    [(0, 0, 150), (150, 1500, 150), (100, 0, 100), (0, 1000, 100), (0, 1001, 101), (50, 1001, 50), (0, 1, 1)],
)
def test_both_limits_hold_at_once_and_the_last_payload_may_go_beyond(
    limit: int, limit_bytes: int, kept: int
) -> None:
    expected = outage(messages=150, limit=limit, limit_bytes=limit_bytes)
    assert (expected.kept, expected.lost) == (kept, 150 - kept)


def test_six_hours_at_fifty_a_second() -> None:
    expected = Outage(50 * HOUR, 6 * HOUR, 200, Queue(100_000, 256 * 1024**2, 20, 0, False))
    assert expected.messages == 1_080_000
    assert expected.lost == 980_000
    assert time_text(expected.full_after) == "33m 20s"
    assert expected.short == {"messages": "1080000"}


@given(messages=st.integers(1, 100), limit=LIMITS, limit_bytes=LIMITS, size=st.integers(1, 20))
def test_a_queue_kept_message_by_message_keeps_as_many(
    messages: int, limit: int, limit_bytes: int, size: int
) -> None:
    kept = 0
    for _ in range(messages):
        if not (limit and kept >= limit) and not (limit_bytes and kept * size >= limit_bytes):
            kept += 1
    assert outage(messages=messages, limit=limit, limit_bytes=limit_bytes, size=size).kept == kept


@given(messages=st.integers(1, 10**9), limit=LIMITS, limit_bytes=LIMITS, size=st.integers(1, 10**6))
def test_nothing_is_lost_with_the_values_that_would_do(
    messages: int, limit: int, limit_bytes: int, size: int
) -> None:
    needed = outage(messages=messages, limit=limit, limit_bytes=limit_bytes, size=size).short
    units = {"GiB": 1024**3, "MiB": 1024**2, "KiB": 1024, "B": 1}
    for unit, factor in units.items():
        if needed.get("bytes", "").endswith(unit):
            limit_bytes = int(needed["bytes"].removesuffix(unit)) * factor
            break
    enough = outage(
        messages=messages, limit=int(needed.get("messages", limit)), limit_bytes=limit_bytes, size=size
    )
    assert (enough.lost, enough.short) == (0, {})


@pytest.mark.parametrize(
    ("size", "text"),
    [(1, "1B"), (1000, "1000B"), (2048, "2KiB"), (2**20, "1MiB"), (2**20 + 1, "1048577B"), (2**31, "2GiB")],
)
def test_a_size_is_the_very_one_as_a_topology_may_hold_it(size: int, text: str) -> None:
    assert size_text(size) == text


def said(folder: Path, *, mesh: str, spoke: str = "") -> list[tuple[str, bool, int, int, int]]:
    """What is expected of each spoke of the farm: name, direction, rate, seconds and size."""
    path = folder / "topology.yaml"
    path.write_text(FARM.replace("silo-{1..3}", f"silo-{{1..3}}\n    expect: {spoke}") + f"expect: {mesh}\n")
    topology = load(path)
    found = strains(Case.of(topology, resolution(topology)))
    return [
        (spoke.name, each.out, each.outage.rate, each.outage.seconds, each.outage.size)
        for each in found
        for spoke in each.spokes.brokers
    ][:2]


def test_a_spoke_expects_what_the_mesh_does_but_for_what_it_says(tmp_path: Path) -> None:
    expected = said(tmp_path, mesh="{rate: 2/s, outage: 1h}", spoke="{rate: 3/m, message_size: 1KiB}")
    assert expected == [("barn", True, 7200, HOUR, 200), ("silo-1", True, 180, HOUR, 1024)]


@pytest.mark.parametrize(("prefix", "copies"), [("sites/{spoke}/", 4), ("all/", 2)])
def test_a_hub_keeps_what_is_for_each_spoke_apart_and_what_is_for_all_once_a_group(
    tmp_path: Path, prefix: str, copies: int
) -> None:
    path = tmp_path / "topology.yaml"
    farm = FARM.replace(
        'direction: in, remote_prefix: "sites/{spoke}/"', f'direction: in, remote_prefix: "{prefix}"'
    )
    path.write_text(f"{farm}expect: {{inward_rate: 60/m, outage: 100s, message_size: 100B}}\n")
    topology = load(path)
    found = strains(Case.of(topology, resolution(topology)))
    assert sum(each.memory for each in found) == copies * 100 * (100 + 300)


def test_null_takes_an_expectation_back(tmp_path: Path) -> None:
    expected = said(tmp_path, mesh="{rate: 2/s, outage: 1h, message_size: 1KiB}", spoke="{outage: null}")
    assert expected == [("barn", True, 7200, HOUR, 1024)]


def test_what_is_expected_changes_nothing_of_the_mesh(tmp_path: Path) -> None:
    path = tmp_path / "topology.yaml"
    path.write_text(FARM)
    before = resolve(load(path))
    path.write_text(f"{FARM}expect: {{rate: 50/s, inward_rate: 1/m, outage: 6h, message_size: 200B}}\n")
    assert resolve(load(path)) == before


def test_a_finding_says_how_much_is_lost_from_when_on_and_what_would_do(tmp_path: Path) -> None:
    path = tmp_path / "topology.yaml"
    path.write_text(f"{FARM}expect: {{rate: 50/s, outage: 6h}}\n")
    topology = load(path)
    (finding,) = [each for each in check(Case.of(topology, resolution(topology))) if "outage" in each.rule]
    assert finding.message == (
        "of 1,080,000 messages in an outage of 6h, 980,000 are lost: "
        "the queue of a spoke is full after 33m 20s"
    )
    assert finding.hint == "write `queue: {messages: 1080000}`, or expect less"
