"""`trace` as people run it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.commands import mqttmesh

QUICKSTART = str(Path(__file__).parents[3] / "topologies" / "quickstart.yaml")


def test_a_way_is_shown_as_text_and_as_data(tmp_path: Path) -> None:
    asked = ("trace", "sensors/heat", QUICKSTART, "--from", "greenhouse", "--user", "thermometer")
    shown = mqttmesh(tmp_path, *asked)
    assert (shown.code, shown.err) == (0, "")
    assert "  → hub  sites/greenhouse/sensors/heat  (QoS 1)\n" in shown.out
    assert "may be read by dashboard" in shown.out
    data = json.loads(mqttmesh(tmp_path, *asked, "--json").out)
    assert [each["broker"] for each in data["reached"]] == ["greenhouse", "hub"]


@pytest.mark.parametrize(
    ("topic", "broker", "user", "why"),
    [
        ("sensors/#", "greenhouse", "thermometer", "sensors/# is a topic filter"),
        ("", "greenhouse", "thermometer", "`` is no topic name"),
        ("sensors/a", "greenhous", "thermometer", "Did you mean greenhouse?"),
        ("sensors/a", "greenhouse", "thermo", "Did you mean thermometer?"),
        ("sensors/a", "hub", "thermo", "It has dashboard, greenhouse, barn-1, barn-2."),
    ],
)
def test_what_cannot_be_followed_is_said(
    topic: str, broker: str, user: str, why: str, tmp_path: Path
) -> None:
    done = mqttmesh(tmp_path, "trace", topic, QUICKSTART, "--from", broker, "--user", user)
    assert (done.code, done.out) == (2, "")
    assert why in done.err
