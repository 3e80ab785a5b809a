"""Explanations of both ends of a connection, brought together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from mqttmesh.explain.explanation import Explanation
from mqttmesh.explain.signature import causes_of

_Key = tuple[str, ...]


def joined(found: Sequence[Explanation]) -> tuple[Explanation, ...]:
    """Explanations of both ends brought together: where one says less than the other, at the same time."""
    kept = {each.key: each for each in found}
    told_by: dict[_Key, _Key] = {}
    for vague in found:
        own = vague.key
        telling = [each for each in found if _tells(each, vague)]
        tellers = {_last(each.key, told_by) for each in telling}
        if len(tellers) == 1:
            told_by[own] = teller = tellers.pop()
            kept[teller] = _together(kept[teller], kept.pop(own))
        elif telling:
            kept[own] = replace(kept[own], causes=causes_of([each.signature for each in telling]))
    return tuple(kept.values())


def _tells(each: Explanation, vague: Explanation) -> bool:
    return vague.key == (vague.signature.id,) and vague.key[0] in each.signature.tells and _met(each, vague)


def _last(key: _Key, told_by: Mapping[_Key, _Key]) -> _Key:
    """Who tells of an explanation, or of who tells of it."""
    while key in told_by:
        key = told_by[key]
    return key


def _together(teller: Explanation, vague: Explanation) -> Explanation:
    """One explanation of two: the causes that both ends leave open, as the telling one counted."""
    both = tuple(cause for cause in teller.causes if cause in vague.causes)
    lines = (*teller.lines, *vague.lines)
    return replace(teller, causes=both or teller.causes, lines=lines, seen=teller.seen + vague.seen)


def _met(one: Explanation, other: Explanation) -> bool:
    """Whether two were written at the same time, as far as is known."""
    if not (one.moments and other.moments):
        return True
    return any(when + late in other.moments for when in one.moments for late in (-1, 0, 1))
