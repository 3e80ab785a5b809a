"""An edit changes its own characters and no others: comments, quotes and layout stay."""

from __future__ import annotations

import pytest

from mqttmesh.check.edits import Editor, UneditableError, changed
from mqttmesh.finding import Edit, Loc


def edited(text: str, loc: Loc, value: str | None) -> str:
    return changed(text, [Editor(text).change(Edit(loc, value))])


@pytest.mark.parametrize(
    ("before", "loc", "after"),
    [
        ("a: 1\n", ("a",), "a: new\n"),
        ("a: 1 # why\n", ("a",), "a: new # why\n"),
        ("a:   'one'   # why\r\nb: 2\r\n", ("a",), "a:   new   # why\r\nb: 2\r\n"),
        ("a: {b: 1, c: 2}\n", ("a", "b"), "a: {b: new, c: 2}\n"),
        ("a: {b: 1, c: 2 }", ("a", "c"), "a: {b: 1, c: new }"),
        ("- [x, y]\n- z\n", (0, 1), "- [x, new]\n- z\n"),
        ("a: [1, 2] # why\n", ("a",), "a: new # why\n"),
        ("a:\nb: 2\n", ("a",), "a: new\nb: 2\n"),
        ("a: |\n  one\n  two\n\nb: 2\n", ("a",), "a: new\n\nb: 2\n"),
        ('é🔌: "電" # 圧\n', ("é🔌",), "é🔌: new # 圧\n"),
        ("a: &other 0\nb: 1\n", ("b",), "a: &other 0\nb: new\n"),
    ],
)
def test_a_value_is_replaced_where_it_stands(before: str, loc: Loc, after: str) -> None:
    assert edited(before, loc, "new") == after


@pytest.mark.parametrize(
    ("before", "loc", "after"),
    [
        ("a: 1\nb: 2\n", ("a",), "b: 2\n"),
        ("a: 1 # one\n# two\nb: 2\n", ("a",), "# two\nb: 2\n"),
        ("a: 1\r\nb: 2\r\n", ("b",), "a: 1\r\n"),
        ("a: 1\nb: 2", ("b",), "a: 1\n"),
        ("a:\n  b: 1\n  c: 2\n", ("a", "c"), "a:\n  b: 1\n"),
        ("a:\n  b:\n    c: 1\n    d: 2\n  e: 3\n", ("a", "b"), "a:\n  e: 3\n"),
        ("a:\n  b: |\n    text\n\n  c: 2\n", ("a", "b"), "a:\n\n  c: 2\n"),
        ("- a: 1\n  b: 2\n", (0, "a"), "- b: 2\n"),
        ("- a: 1 # one\n  # two\n  b: 2\n", (0, "a"), "-\n  # two\n  b: 2\n"),
        ("- a: 1\n  b: 2\n", (0, "b"), "- a: 1\n"),
        ("- one\n- two\n", (0,), "- two\n"),
        ("- a: 1\n  b: 2\n- two\n", (0,), "- two\n"),
        ("{a: 1, b: 2, c: 3}\n", ("a",), "{b: 2, c: 3}\n"),
        ("{a: 1, b: 2, c: 3}\n", ("b",), "{a: 1, c: 3}\n"),
        ("{a: 1, b: 2, c: 3}\n", ("c",), "{a: 1, b: 2}\n"),
        ("{a: 1, # one\n b: 2}\n", ("b",), "{a: 1, # one\n }\n"),
        ("[1, 2]\n", (1,), "[1]\n"),
    ],
)
def test_a_key_goes_with_its_value(before: str, loc: Loc, after: str) -> None:
    assert edited(before, loc, None) == after


@pytest.mark.parametrize(
    ("before", "loc", "after"),
    [
        ("a:\n  b: 1\nc: 2\n", ("a", "b"), "a: {}\nc: 2\n"),
        ("a: # why\n  b: 1\n", ("a", "b"), "a: {} # why\n"),
        ("a:\n# why\n- 1\nb: 2\n", ("a", 0), "a: []\n# why\nb: 2\n"),
        ("a: {b: 1}\n", ("a", "b"), "a: {}\n"),
        ("a: {b: 1,}\n", ("a", "b"), "a: {}\n"),
        ("- a: 1\n- 2\n", (0, "a"), "- {}\n- 2\n"),
        ("a:\n  - 1\n", ("a", 0), "a: []\n"),
        ('"a: b":\n  c: 1\n', ("a: b", "c"), '"a: b": {}\n'),
    ],
)
def test_what_loses_its_only_entry_is_written_empty(before: str, loc: Loc, after: str) -> None:
    assert edited(before, loc, None) == after


@pytest.mark.parametrize(
    ("text", "loc", "why"),
    [
        ("a: &x 1\nb: *x\n", ("a",), "repeat it by an alias"),
        ("a: &x {b: 1}\nc: *x\n", ("a", "b"), "repeat it by an alias"),
        ("a: &x {b: 1}\nc: *x\n", ("c", "b"), "comes by an alias"),
        ("a: &x {b: 1}\nc: {<<: *x}\n", ("c", "b"), "comes by `<<`"),
        ("a: 1\n", ("b",), "not written there"),
        ("a: 1\n", (), "the whole topology"),
        ("a:\n  b: 1\n", ("a",), "several lines"),
    ],
)
def test_what_is_not_written_there_alone_is_not_edited(text: str, loc: Loc, why: str) -> None:
    with pytest.raises(UneditableError, match=why):
        edited(text, loc, "new")


def test_a_key_in_its_long_form_is_not_removed() -> None:
    with pytest.raises(UneditableError, match=r"written with `\?`"):
        edited("? a\n: 1\n", ("a",), None)
