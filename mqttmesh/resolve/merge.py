"""Inheritance: mappings merge key by key, lists replace, null resets."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from mqttmesh.spec import AccessSpec, ExtraConfigSpec, PairSpec, SecretSpec
from mqttmesh.spec.base import Spec

S = TypeVar("S", bound=Spec)

# Their keys mean something only together: one is taken whole.
_WHOLE = (PairSpec, SecretSpec, AccessSpec, ExtraConfigSpec)


def merge(base: S, over: Spec | None, defaults: S) -> S:
    """`base` with everything that `over` says of it; a null brings back what `defaults` has.

    Args:
        base: What was inherited, complete.
        over: What is said here; fields that `base` does not have are left alone.
        defaults: What holds where nobody says anything, complete.
    """
    said = over.model_fields_set & _fields(type(base)) if over else None
    if not said:
        return base
    update = {
        field: _joined(getattr(base, field), getattr(over, field), getattr(defaults, field)) for field in said
    }
    return base.model_copy(update=update)


@cache
def _fields(kind: type[Spec]) -> frozenset[str]:
    return frozenset(kind.model_fields)


def _joined(base: Any, over: Any, default: Any) -> Any:
    if over is None:
        return default
    if isinstance(base, Spec) and not isinstance(base, _WHOLE):
        return merge(base, over, default)
    if isinstance(base, Mapping):
        return {**base, **over}
    return over
