"""What `up` says of bridges that did not connect: the lines of their logs, and what both ends' logs mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.runtime.outcome import not_connected

DIALLED = "2026-11-24T10:00:00: Connecting bridge (step 1) grid.edge (127.77.0.1:8883)"
REFUSED = "2026-11-24T10:00:00: OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed"
EXPIRED = (
    "2026-11-24T10:00:00: OpenSSL Error[0]: error:0A000415:SSL routines::sslv3 alert certificate expired"
)


def problem(logs: Mapping[str, Sequence[str]], *late: str, hub: str | None = "hub") -> EnvironmentProblem:
    return not_connected(late, 9, hub, lambda name, count: logs.get(name, ())[-count:])


def meaning(late: EnvironmentProblem) -> str:
    """What follows the line of a log, unwrapped."""
    return " ".join(line.removeprefix("edge:").strip() for line in late.details[1:])


def test_each_bridge_is_named_with_its_line_and_its_cause() -> None:
    late = problem({"edge": [DIALLED, "1795514400: Error creating bridge: Broken pipe."]}, "edge")
    assert late.message == "1 of 9 bridges did not connect: edge"
    assert late.details[0] == "edge: Error creating bridge: Broken pipe."
    told = meaning(late)
    assert "nothing answers at the address that the bridge dials" in told
    assert "The network must mend it" in told


def test_what_the_hub_heard_leaves_fewer_causes() -> None:
    spoke = {"edge": [DIALLED, REFUSED]}
    heard = {"hub": ["2026-11-24T10:00:00: New connection from 127.77.0.2:40000 on port 8883.", EXPIRED]}
    alone, both = problem(spoke, "edge"), problem(spoke | heard, "edge")
    assert "root-not-trusted" in meaning(alone)
    assert "a certificate of the hub's chain has expired; or" in meaning(both)
    assert "root-not-trusted" not in meaning(both)


def test_what_the_hub_says_of_others_is_not_told() -> None:
    heard = ["2026-11-24T09:00:00: Client other disconnected, not authorised."]
    late = problem({"edge": ["1795514400: mosquitto version 2.0.11 running"], "hub": heard}, "edge")
    assert late.details == ("edge: 1795514400: mosquitto version 2.0.11 running",)


def test_a_hub_that_is_not_ours_has_no_log() -> None:
    assert problem({"edge": [DIALLED, REFUSED]}, "edge", hub=None).details


def test_of_many_some_are_named() -> None:
    late = problem({}, *(f"edge-{number}" for number in range(9)))
    assert late.message.endswith("edge-3, edge-4 and 4 more")


def test_no_line_of_the_meaning_is_wider_than_a_terminal() -> None:
    late = problem({"edge": [DIALLED, REFUSED]}, "edge")
    assert max(len(f"   | {line}") for line in late.details[1:]) <= 80
