from __future__ import annotations

from typing import Any

import pytest

from mqttmesh.finding import Finding, Loc
from mqttmesh.load.data import Data
from mqttmesh.load.names import SPOKES, name_findings
from mqttmesh.spec.names import NameFaultError, expand_name, is_name


def findings(*spokes: Any, **topology: Any) -> list[Finding]:
    return list(name_findings({"spokes": list(spokes), **topology}, place))


def place(loc: Loc) -> str:
    return ".".join(map(str, loc))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("north", ("north",)),
        ("a", ("a",)),
        ("7", ("7",)),
        ("a" * 63, ("a" * 63,)),
        ("edge-{08..11}", ("edge-08", "edge-09", "edge-10", "edge-11")),
        ("edge-{8..11}", ("edge-8", "edge-9", "edge-10", "edge-11")),
        ("{0..1}-east", ("0-east", "1-east")),
        ("e{5..5}", ("e5",)),
        ("e{00..01}x", ("e00x", "e01x")),
    ],
)
def test_names_and_ranges(text: str, names: tuple[str, ...]) -> None:
    assert expand_name(text) == names
    assert all(map(is_name, names))


@pytest.mark.parametrize(
    "text",
    ["", "A", "-a", "a-", "a_b", "a.b", "a b", "é", "a\n", "../a", "a" * 64, "a{1..2", "a1..2}", "{}",
     "a{..2}", "a{1..2}{1..2}", "a{2..1}", "a{01..9}", "a{01..100}", "a{1..10001}", "a{1..2}-",
     "{1..2}" + "a" * 63,
     "a{-1..2}", "a{1.. 2}", "a{1..9999999999}", "a{²..³}"],
)  # fmt: skip
def test_what_is_neither(text: str) -> None:
    with pytest.raises(NameFaultError) as caught:
        expand_name(text)
    assert caught.value.hint


def test_the_longest_range() -> None:
    assert len(expand_name("a{1..10000}")) == 10_000


def test_names_of_their_own_are_no_mistake() -> None:
    users: Data = [{"name": "meter"}, {"name": "{spoke}-app"}]
    spokes = [{"name": name, "users": users} for name in ("a", "b{1..3}")]
    assert findings(*spokes, hub={"users": users}) == []


@pytest.mark.parametrize(
    ("spokes", "rules"),
    [
        (["a", "a"], ["duplicate-name"]),
        (["a", "a", "a"], ["duplicate-name", "duplicate-name"]),
        (["e{1..5}", "e3"], ["duplicate-name"]),
        (["e3", "e{1..5}"], ["range-collision"]),
        (["e{1..5}", "e{5..9}"], ["range-collision"]),
        (["e{1..5}", "e{6..9}", "e{01..05}"], []),
        (["hub"], ["duplicate-name"]),
        (["h{u..v}"], ["bad-name"]),
    ],
)
def test_spokes_defined_twice(spokes: list[str], rules: list[str]) -> None:
    assert [found.rule for found in findings(*({"name": name} for name in spokes))] == rules


def test_an_override_follows_what_it_changes() -> None:
    again = {"name": "e3", "override": True}
    assert findings({"name": "e{1..5}"}, again, again) == []
    (found,) = findings({"name": "e3", "override": True}, {"name": "e{1..5}"})
    assert (found.rule, found.loc) == ("override-of-nothing", ("spokes", 0, "name"))
    (found,) = findings({"name": "e{1..5}"}, {"name": "e{5..7}", "override": True})
    assert "`e6` and 1 more" in found.message


def test_the_hub_is_no_spoke_to_override() -> None:
    (found,) = findings({"name": "hub", "override": True})
    assert found.rule == "override-of-nothing"


def test_a_collision_names_the_first_place() -> None:
    (found,) = findings({"name": "x"}, {"name": "e{1..5}"}, {"name": "e{4..8}"})
    assert "`e4` and 1 more" in found.message
    assert "spokes.1.name" in found.message


def test_the_hub_may_have_another_name() -> None:
    assert findings({"name": "hub"}, hub={"name": "centre"}) == []
    (found,) = findings({"name": "centre"}, hub={"name": "centre"})
    assert "the hub's own name" in found.message


def test_users_of_the_hub_and_spokes_are_apart() -> None:
    users: Data = [{"name": "e2"}]
    (found,) = findings({"name": "e{1..5}"}, hub={"users": users})
    assert found.loc == ("hub", "users", 0, "name")
    (found,) = findings({"name": "e{1..5}"}, defaults={"users": users})
    assert found.loc == ("defaults", "users", 0, "name")
    assert findings({"name": "e{1..5}"}, defaults={"users": users}, hub={"users": []}) == []
    assert findings({"name": "e{1..5}", "users": users}) == []


def test_values_of_any_kind_are_looked_over() -> None:
    odd: list[Data] = [None, 5, "text", [], {}, {"name": None}, {"name": 5}, {"name": []}, {"name": {}}]
    assert findings(*odd, hub=[], defaults={"users": odd}) == []
    assert list(name_findings({"spokes": {"name": "a"}, "hub": {"name": [], "users": {}}}, place)) == []


def test_the_number_of_spokes_is_bounded() -> None:
    ranges = [{"name": f"r{number}-{{1..10000}}"} for number in range(SPOKES // 10_000)]
    assert findings(*ranges) == []
    for more in ({"name": "one-more"}, {"name": "r1-1", "override": True}, 5):
        (found,) = findings(*ranges, more, more)
        assert (found.rule, found.loc) == ("too-many-spokes", ("spokes", 10, "name"))
