"""What comes to nothing: routes that nobody feeds, and filters that nothing matches."""

from __future__ import annotations

from pathlib import Path

import pytest

from mqttmesh.check import Case, check
from mqttmesh.check.published import unmatched
from mqttmesh.check.rules import RULES
from mqttmesh.load import load
from mqttmesh.resolve import resolution
from tests.support.farm import with_example

MANY = 10_000
SPOKES = """\
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users: [{name: meter, write: ["sensors/#"]}]
"""


@pytest.mark.parametrize(
    ("carried", "dead"),
    [("$SYS/broker/clients/#", []), ("status/+", []), ("sensors/a", []), ("states/+", ["dead-route"])],
)
def test_what_a_broker_publishes_itself_feeds_a_route(carried: str, dead: list[str], tmp_path: Path) -> None:
    path = tmp_path / "topology.yaml"
    route = f'topics: [{{filter: "{carried}", remote_prefix: "sites/{{spoke}}/"}}]\n'
    bridge = 'bridge: {notification_topic: "status/{spoke}", notifications_local_only: true}\n'
    path.write_text(with_example(route + bridge + SPOKES))
    topology = load(path)
    findings = check(Case.of(topology, resolution(topology)), RULES)
    assert [each.rule for each in findings if each.rule == "dead-route"] == dead


def test_of_many_filters_that_each_meet_many_others_the_first_ones_are_told() -> None:
    wanted = ((f"+/b{number}", number) for number in range(MANY))
    found = list(unmatched(wanted, (f"a{number}/a" for number in range(MANY))))
    assert 0 < len(found) < MANY / 100
    assert found == list(range(len(found)))


def test_many_filters_without_wildcards_are_all_told() -> None:
    wanted = ((f"b{number}/b", number) for number in range(MANY))
    assert list(unmatched(wanted, (f"a{number}/a" for number in range(MANY)))) == list(range(MANY))
