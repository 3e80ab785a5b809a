"""What the authored models allow at a place: their keys, and what each key is for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from mqttmesh.finding import Loc
from mqttmesh.spec.base import purposes

Model = type[BaseModel]

_LONGEST = 100  # characters of a word worth comparing; the comparison takes quadratic time


def model_at(root: Model, loc: Loc) -> Model | None:
    """The model of the mapping at `loc`; None where no model stands."""
    model: Model | None = root
    for step in loc:
        if model is None or isinstance(step, int):
            continue
        field = model.model_fields.get(step)
        model = next(_models_in(field.annotation), None) if field else None
    return model


def purpose(model: Model | None, key: str) -> str:
    """What a key is for, as its model describes it; empty when it does not."""
    if model is None or key not in model.model_fields:
        return ""
    inner = next(_models_in(model.model_fields[key].annotation), None)
    return purposes(model).get(key) or (inner.__doc__ if inner else "") or ""


def closest(word: str, allowed: Iterable[str]) -> str | None:
    """The allowed word that a misspelt one most likely stands for."""
    if len(word) > _LONGEST:
        return None
    by_letters = {_letters(candidate): candidate for candidate in allowed}
    found = difflib.get_close_matches(_letters(word), by_letters, n=1, cutoff=0.6)
    return by_letters[found[0]] if found else None


def homes(root: Model, key: str) -> tuple[str, ...]:
    """The keys under which a mapping may hold `key`, outermost first; `` for the topology itself."""
    return _homes(root).get(key, ())


def _letters(word: str) -> str:
    return word.lower().replace("-", "_")


def _models_in(annotation: Any) -> Iterator[Model]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models_in(inner)


@cache
def _homes(root: Model) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    seen: set[tuple[str, Model]] = set()
    level: list[tuple[str, Model]] = [("", root)]
    while level:
        below: list[tuple[str, Model]] = []
        for home, model in level:
            if (home, model) in seen:
                continue
            seen.add((home, model))
            for key, field in model.model_fields.items():
                holders = found.setdefault(key, [])
                if home not in holders:
                    holders.append(home)
                below += [(key, inner) for inner in _models_in(field.annotation)]
        level = below
    return {key: tuple(holders) for key, holders in found.items()}
