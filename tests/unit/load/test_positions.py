from __future__ import annotations

import pytest

from mqttmesh.finding import Finding, Loc, Span
from mqttmesh.load.positions import source_map

TEXT = """\
base: &base
  port: 1883
  tls: {certificate: a.pem}
hub:
spokes:
  - <<: *base
    name: "two words"
    users: &users [{name: a}]
  - <<: [*base]
    users: *users
    note: |
      long
wide: {電: 圧}
"""


@pytest.mark.parametrize(
    ("loc", "span"),
    [
        ((), Span(1, 1, 11)),
        (("base", "port"), Span(2, 9, 4)),
        (("base", "tls"), Span(3, 8, 20)),
        (("hub",), Span(4, 1, 3)),
        (("spokes", 0), Span(6, 5, 9)),
        (("spokes", 0, "name"), Span(7, 11, 11)),
        (("spokes", 0, "port"), Span(2, 9, 4)),
        (("spokes", 0, "tls", "certificate"), Span(3, 22, 5)),
        (("spokes", 1, "port"), Span(2, 9, 4)),
        (("spokes", 1, "users"), Span(10, 12, 6)),
        (("spokes", 1, "users", 0, "name"), Span(8, 27, 1)),
        (("spokes", 1, "note"), Span(11, 11, 1)),
        (("wide", "電"), Span(13, 11, 1)),
    ],
)
def test_a_value_stands_where_it_is_written(loc: Loc, span: Span) -> None:
    assert source_map("t.yaml", TEXT).span(Finding("r", "m", loc)) == span


def test_a_key_stands_where_it_is_written() -> None:
    source = source_map("t.yaml", TEXT)
    assert source.keys[("spokes", 0, "users")] == Span(8, 5, 5)
    assert source.keys[("spokes", 1, "users", 0, "name")] == Span(8, 21, 4)
    assert source.keys[("spokes", 1, "port")] == Span(2, 3, 4)


def test_what_is_not_written_stands_at_its_nearest_parent() -> None:
    source = source_map("t.yaml", TEXT)
    assert source.span(Finding("r", "m", ("base", "tls", "private_key"))) == Span(3, 8, 20)
    assert source.span(Finding("r", "m", ("spokes", 7))) == Span(6, 3, 11)
    assert ("spokes", 7) not in source.values


def test_of_a_key_written_twice_the_first_counts() -> None:
    source = source_map("t.yaml", "a: 1\na: 22\nb: 3\n")
    assert source.values[("a",)] == Span(1, 4, 1)
    assert source.values[("b",)] == Span(3, 4, 1)


def test_the_maps_can_be_listed() -> None:
    source = source_map("t.yaml", "a: [1]\n")
    assert set(source.values) == {(), ("a",), ("a", 0)}
    assert len(source.keys) == 1


def test_lines_are_counted_as_the_parser_counts_them() -> None:
    source = source_map("t.yaml", "a: 1\r\nb: 2\rc: 3\x85d: 4\u2028e: 5\u2029f: 6\n")
    assert source.lines == ("a: 1", "b: 2", "c: 3", "d: 4", "e: 5", "f: 6", "")
    assert [source.values[(key,)].line for key in "abcdef"] == [1, 2, 3, 4, 5, 6]
