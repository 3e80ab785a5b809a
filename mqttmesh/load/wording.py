"""What pydantic found, in the words of a topology: one finding for each mistake."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from mqttmesh.finding import Finding, Loc
from mqttmesh.load import allowed
from mqttmesh.load.discretion import IN_CLEAR, WHERE
from mqttmesh.load.modelled import TYPE_NOUNS, ModelError, meant_branches
from mqttmesh.spec import SecretSpec

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from mqttmesh.load.allowed import Model
    from mqttmesh.load.data import Data


_FEW = 12  # keys that are listed even where one of them is suggested

_BOUNDS = {
    "greater_than_equal": ("ge", "at least", "small"),
    "greater_than": ("gt", "more than", "small"),
    "less_than_equal": ("le", "at most", "large"),
    "less_than": ("lt", "less than", "large"),
}


def findings_of(errors: Iterable[ErrorDetails], data: Data, root: Model) -> list[Finding]:
    """Every mistake that pydantic found in `data`.

    Args:
        errors: Of `ValidationError.errors()`.
        data: What was validated.
        root: The model it was validated with.
    """
    words = _Words(data, root)
    return words.findings([ModelError(error, data) for error in errors])


def _at(loc: Loc, data: Any) -> Any:
    for step in loc:
        data = data[step]
    return data


class _Words:
    def __init__(self, data: Data, root: Model) -> None:
        self._data = data
        self._root = root

    def findings(self, errors: list[ModelError]) -> list[Finding]:
        meant = [error for error in meant_branches(errors) if not self._is_full(error)]
        misspelt = {
            (*error.loc[:-1], guess)
            for error in meant
            if error.type == "extra_forbidden" and (guess := self._guess(error))
        }
        return [
            self._finding(error) for error in meant if error.type != "missing" or error.loc not in misspelt
        ]

    def _is_full(self, error: ModelError) -> bool:
        """Whether a list is only called too short because pydantic does not count its wrong entries."""
        return error.type == "too_short" and bool(_at(error.loc, self._data))

    def _finding(self, error: ModelError) -> Finding:
        if "-" in error.type:
            return Finding(
                error.type, error.message, error.loc, error.context.get("hint", ""), on_key=error.on_key
            )
        if error.type == "missing":
            return self._missing(error)
        if error.type == "extra_forbidden":
            return self._unknown(error)
        if error.type in TYPE_NOUNS:
            return self._wrong_type(error)
        return self._bad_value(error)

    def _missing(self, error: ModelError) -> Finding:
        *parent, key = error.loc
        holder = _holder(tuple(parent))
        hint = allowed.purpose(allowed.model_at(self._root, tuple(parent)), str(key))
        nested = bool(parent) and isinstance(parent[-1], str)
        return Finding("missing-key", f"{holder} lacks `{key}`", tuple(parent), _as_hint(hint), on_key=nested)

    def _unknown(self, error: ModelError) -> Finding:
        parent = error.loc[:-1]
        if self._is_secret(parent) and not self._guess(error):
            return Finding("bad-secret", IN_CLEAR, parent, WHERE, on_key=True)
        message = f"unknown key `{error.key}` in {_holder(parent)}"
        return Finding("unknown-key", message, error.loc, self._key_hint(error), on_key=True)

    def _is_secret(self, loc: Loc) -> bool:
        return allowed.model_at(self._root, loc) is SecretSpec

    def _key_hint(self, error: ModelError) -> str:
        keys = self._keys(error)
        every = f"allowed: {', '.join(sorted(keys))}"
        head, colon, tail = error.key.partition(":")
        if colon and head in keys:
            return f"a space is missing after the colon: `{head}: {tail}`"
        if guess := self._guess(error):
            better = f"did you mean `{guess}`?"
        elif homes := allowed.homes(self._root, error.key):
            better = f"it belongs {_in_any(homes)};"
        else:
            return every
        return f"{better} {every}" if len(keys) <= _FEW else better.rstrip(";")

    def _keys(self, error: ModelError) -> list[str]:
        model = allowed.model_at(self._root, error.loc[:-1])
        return list(model.model_fields) if model else []

    def _guess(self, error: ModelError) -> str | None:
        return allowed.closest(error.key, self._keys(error))

    def _wrong_type(self, error: ModelError) -> Finding:
        if error.input is not None and self._is_secret(error.loc):
            return Finding("bad-secret", IN_CLEAR, error.loc, WHERE, on_key=True)
        noun = TYPE_NOUNS[error.type]
        if error.input is None:
            message = f"{_named(error)} has no value; {noun} is expected"
        else:
            message = f"{_named(error)} must be {noun}, not {_described(error.input)}"
        return Finding("wrong-type", message, error.loc, self._type_hint(error), on_key=error.on_key)

    def _type_hint(self, error: ModelError) -> str:
        if error.type == "string_type" and isinstance(error.input, (int, float)):
            return "quote it to make it a text"
        if error.type == "tuple_type" and error.input is not None:
            return "write it as a list: `[…]`, or `- …` on lines of their own"
        return self._purpose(error)

    def _bad_value(self, error: ModelError) -> Finding:
        if error.type == "literal_error":
            return self._not_a_choice(error)
        if error.type in _BOUNDS:
            message = self._out_of_bounds(error)
        elif error.type == "too_short":
            message = f"{_named(error)} is empty; at least one entry is needed"
        elif error.type == "string_too_long":
            message = f"{_named(error)} is longer than {error.context['max_length']} characters"
        else:
            message = f"{_named(error)} is not valid: {error.message}"
        return Finding("bad-value", message, error.loc, self._purpose(error), on_key=error.on_key)

    def _out_of_bounds(self, error: ModelError) -> str:
        key, bound, excess = _BOUNDS[error.type]
        written = _at(error.loc, self._data)
        if isinstance(written, str):  # a quantity with its unit, where the bound has none
            return f"{_named(error)} is too {excess}: `{written}`"
        return f"{_named(error)} is {written}; {bound} {error.context[key]} is allowed"

    def _not_a_choice(self, error: ModelError) -> Finding:
        message = f"{_described(error.input)} is not allowed for `{error.key}`"
        return Finding("bad-value", message, error.loc, self._choice_hint(error))

    def _choice_hint(self, error: ModelError) -> str:
        texts, others = _choices(error.context["expected"])
        hint = f"allowed: {', '.join(texts + others)}"
        if error.union is not None:
            hint = f"allowed: {self._purpose(error)}"
        if isinstance(error.input, str) and error.input in others:
            return f"write it without quotes; {hint}"
        if str(error.input) in texts:
            return f'quote it: "{error.input}"; {hint}'
        guess = allowed.closest(error.input, texts) if isinstance(error.input, str) else None
        return f"did you mean `{guess}`? {hint}" if guess else hint

    def _purpose(self, error: ModelError) -> str:
        parent = error.loc[:-1]
        return _as_hint(allowed.purpose(allowed.model_at(self._root, parent), error.key))


def _holder(loc: Loc) -> str:
    """A mapping, as it is spoken of."""
    if not loc:
        return "the topology"
    if isinstance(loc[-1], int):
        name = next((step for step in reversed(loc) if isinstance(step, str)), "")
        return f"this entry of `{name}`"
    return f"`{loc[-1]}`"


def _named(error: ModelError) -> str:
    if error.on_key:
        return f"the key `{error.key}`"
    return "the topology" if not error.loc else _holder(error.loc)


def _described(value: object) -> str:
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, (int, float)):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text `{value}`" if value else "an empty text"
    return {dict: "a mapping", list: "a list", type(None): "nothing"}.get(type(value), "this")


def _choices(expected: str) -> tuple[list[str], list[str]]:
    """The texts and the other values among pydantic's `'a', 'b' or 1`, as they are written in YAML."""
    choices = expected.replace(" or ", ", ").split(", ")
    texts = [choice.strip("'") for choice in choices if choice.startswith("'")]
    others = [choice.lower() for choice in choices if not choice.startswith("'")]
    return texts, others


def _in_any(homes: tuple[str, ...]) -> str:
    if "" in homes:
        return "at the top of the topology"
    named = [f"`{home}`" for home in homes[:2]]
    return f"in {' or '.join(named)}"


def _as_hint(description: str) -> str:
    text = description.rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text
