"""The errors of pydantic, brought back to the topology's own paths."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

    from mqttmesh.finding import Loc
    from mqttmesh.load.data import Data

_KEY = "[key]"  # pydantic's last step when the key of a mapping is at fault, not its value


TYPE_NOUNS = {
    "string_type": "a text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a finite number",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "dict_type": "a mapping",
    "tuple_type": "a list",
    "list_type": "a list",
}
"""pydantic's errors about a value of another type, and what was expected instead."""


class ModelError:
    """One pydantic error, its path freed of the steps that name a branch of a union."""

    def __init__(self, details: ErrorDetails, data: Data) -> None:
        self.type = details["type"]
        self.context: dict[str, Any] = details.get("ctx", {})
        self.message = details["msg"]
        self.input = details["input"]
        steps = list(details["loc"])
        self.on_key = steps[-1:] == [_KEY]
        if self.on_key:
            steps.pop()
        self.loc, self.union = _written(steps, data, absent=self.type == "missing")

    @property
    def key(self) -> str:
        """The last key on the path."""
        return next((step for step in reversed(self.loc) if isinstance(step, str)), "the topology")


def _written(steps: list[str | int], data: Data, *, absent: bool) -> tuple[Loc, Loc | None]:
    """The steps that lead through `data`, and the place of the union whose branch was among them."""
    loc: Loc = ()
    union: Loc | None = None
    at: Any = data
    for number, step in enumerate(steps, 1):
        inside = step in at if isinstance(at, dict) else isinstance(at, list) and isinstance(step, int)
        if inside or (absent and number == len(steps)):
            loc = (*loc, step)
            at = at[step] if inside else None
        else:
            union = loc
    return loc, union


def meant_branches(errors: list[ModelError]) -> list[ModelError]:
    """Of a union's branches, the errors of the one that was meant; all errors outside of unions."""
    best: dict[Loc, int] = {}
    for error in errors:
        if error.union is not None:
            best[error.union] = min(best.get(error.union, 9), _distance(error))
    kept: list[ModelError] = []
    told: set[Loc] = set()
    for error in errors:
        if error.union is not None:
            if _distance(error) > best[error.union] or (best[error.union] and error.union in told):
                continue
            told.add(error.union)
        kept.append(error)
    return kept


def _distance(error: ModelError) -> int:
    """How far a value is from a branch: 0 for one whose inside is wrong, 2 for one of another type."""
    if error.union is not None and len(error.loc) > len(error.union):
        return 0
    return 2 if error.type in TYPE_NOUNS else 1
