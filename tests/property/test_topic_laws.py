"""The topic algebra against a brute-force matcher over a small world of topics."""

from __future__ import annotations

import re
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from mqttmesh import topic
from mqttmesh.flow import FilterTree

LEVELS = ("a", "b", "", "$S")
NAMES = ["/".join(levels) for length in (1, 2, 3, 4) for levels in product(LEVELS, repeat=length)]
NAMES = [name for name in NAMES if name]

levels = st.lists(st.sampled_from(["a", "b", "", "$S", "+"]), min_size=1, max_size=3)
filters = st.builds(
    lambda parts, tail: "/".join([*parts, *tail]), levels, st.sampled_from([[], ["#"]])
).filter(bool) | st.just("#")


def matched(topic_filter: str) -> set[str]:
    """The names of the small world that a filter matches, by a regular expression of its own."""
    if topic_filter == "#":
        pattern = ".*"
    elif topic_filter.endswith("/#"):
        pattern = "/".join(map(_level, topic_filter[:-2].split("/"))) + "(/.*)?"
    else:
        pattern = "/".join(map(_level, topic_filter.split("/")))
    wild = topic_filter[0] in "+#"
    return {name for name in NAMES if re.fullmatch(pattern, name) and not (wild and name[0] == "$")}


def _level(level: str) -> str:
    return "[^/]*" if level == "+" else re.escape(level)


@given(filters)
def test_matches_agrees_with_brute_force(topic_filter: str) -> None:
    assert {name for name in NAMES if topic.matches(topic_filter, name)} == matched(topic_filter)


@given(filters, filters)
def test_overlaps_is_symmetric_and_agrees_with_brute_force(left: str, right: str) -> None:
    assert topic.overlaps(left, right) == topic.overlaps(right, left)
    assert topic.overlaps(left, right) == bool(matched(left) & matched(right))


@given(filters, filters)
def test_covers_agrees_with_brute_force(wide: str, narrow: str) -> None:
    assert topic.covers(wide, narrow) == (matched(narrow) <= matched(wide))


@given(filters, filters)
def test_an_intersection_matches_what_both_match(left: str, right: str) -> None:
    both = topic.intersection(left, right)
    assert (matched(both) if both is not None else set()) == matched(left) & matched(right)


@given(filters)
def test_an_example_of_a_filter_matches_it(topic_filter: str) -> None:
    assert topic.matches(topic_filter, topic.example(topic_filter))


@given(st.lists(filters, max_size=8), filters)
def test_a_tree_of_filters_finds_an_overlap_just_where_there_is_one(known: list[str], wanted: str) -> None:
    tree = FilterTree[str]()
    for each in known:
        tree.add(each, each)
    assert sorted(set(tree.overlapping(wanted))) == sorted({e for e in known if topic.overlaps(e, wanted)})


@given(st.text("ab/", min_size=1), st.text("ab/"), st.text("xy/"))
def test_remap_there_and_back_is_identity(name: str, local: str, remote: str) -> None:
    there = topic.remap(local + name, local, remote)
    assert there is not None
    assert topic.remap(there, remote, local) == local + name
