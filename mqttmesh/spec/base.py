"""What all authored models share."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

from pydantic import BaseModel, ConfigDict


class Spec(BaseModel):
    """A mapping of the topology: frozen, and no key that we do not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@cache
def purposes(model: type[BaseModel]) -> Mapping[str, str]:
    """What each field of a model is for: the text that stands below it in the source.

    Pydantic can read these texts itself (`use_attribute_docstrings`), but at every start; that takes longer
    than all else it does with the models. Few commands ask.
    """
    bases = [base for base in reversed(model.__mro__) if issubclass(base, Spec) and base is not Spec]
    return {field: purpose for base in bases for field, purpose in _written(base)}


def _written(model: type[BaseModel]) -> Iterator[tuple[str, str]]:
    (definition,) = ast.parse(inspect.getsource(model)).body
    assert isinstance(definition, ast.ClassDef)
    for pair in pairwise(definition.body):
        match pair:
            case ast.AnnAssign(target=ast.Name(id=field)), ast.Expr(value=ast.Constant(value=str(purpose))):
                yield field, inspect.cleandoc(purpose)
