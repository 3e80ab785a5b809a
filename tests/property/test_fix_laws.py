"""Laws of edits, for any YAML: the data is as before but for the edit, and so is every other line."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from mqttmesh.check.edits import Editor, UneditableError, changed
from mqttmesh.finding import Edit, Loc
from mqttmesh.load.compose import compose

WORDS = st.text(st.sampled_from("abz é電🔌#:-,'\"{}[]&*|>%@`!\\"), max_size=8)
SCALARS = st.one_of(WORDS, st.integers(0, 99), st.booleans(), st.none())
DATA = st.dictionaries(
    WORDS,
    st.recursive(
        SCALARS,
        lambda inner: st.one_of(
            st.lists(inner, min_size=1, max_size=4), st.dictionaries(WORDS, inner, min_size=1, max_size=4)
        ),
        max_leaves=12,
    ),
    min_size=1,
    max_size=5,
)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A YAML text in block, flow or mixed style, with comments and some kind of line end."""
    data = draw(DATA)
    flow = draw(st.sampled_from([True, False, None]))
    style = draw(st.sampled_from([None, '"', "'"]))
    text: str = yaml.dump(data, allow_unicode=True, default_flow_style=flow, default_style=style, width=60)
    lines = text.splitlines()
    if flow is False and style != "'" and draw(st.booleans()):
        lines = [line for each in lines for line in (each, "# a comment: {of} 'somebody'")]
    return draw(st.sampled_from(["\n", "\r\n"])).join([*lines, ""])


def locs(data: Any, *above: str | int) -> Iterator[Loc]:
    """The path of every value below one."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in pairs:
        yield (*above, step)
        yield from locs(inner, *above, step)


def at(data: Any, loc: Loc) -> Any:
    for step in loc:
        data = data[step]
    return data


def read(text: str) -> Any:
    composed = compose(text)
    assume(composed.complete and not composed.findings)
    return composed.data


def lines_beyond(text: str, start: int, end: int) -> tuple[str, str]:
    """The whole lines before and after a stretch of a text."""
    after = text.find("\n", end) + 1
    return text[: text.rfind("\n", 0, start) + 1], text[after:] if after else ""


@given(texts(), st.data())
def test_a_value_that_is_replaced_is_the_only_difference(text: str, data: st.DataObject) -> None:
    before = read(text)
    loc = data.draw(st.sampled_from(list(locs(before))))
    assume(not isinstance(at(before, loc), dict | list))
    change = Editor(text).change(Edit(loc, "true"))
    after = changed(text, [change])
    expected = copy.deepcopy(before)
    at(expected, loc[:-1])[loc[-1]] = True
    assert compose(after).data == expected
    above, below = lines_beyond(text, change.start, change.end)
    assert after.startswith(above)
    assert after.endswith(below)


@given(texts(), st.data())
def test_a_key_that_is_removed_is_the_only_difference(text: str, data: st.DataObject) -> None:
    before = read(text)
    loc = data.draw(st.sampled_from(list(locs(before))))
    try:
        change = Editor(text).change(Edit(loc, None))
    except UneditableError:
        assert "? " in text
        return
    after = changed(text, [change])
    expected = copy.deepcopy(before)
    del at(expected, loc[:-1])[loc[-1]]
    assert compose(after).data == expected
    above, below = lines_beyond(text, change.start, change.end)
    assert after.startswith(above.rstrip())
    assert after.endswith(below)
