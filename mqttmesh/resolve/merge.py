"""Inheritance: mappings merge key by key, lists replace, null resets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from mqttmesh.spec import AccessSpec, BrokerSpec, ExtraConfigSpec, PairSpec, SecretSpec
from mqttmesh.spec.base import Spec

S = TypeVar("S", bound=Spec)

# Their keys mean something only together: one is taken whole.
_WHOLE = (PairSpec, SecretSpec, AccessSpec, ExtraConfigSpec)


def merge(base: S, over: S | None) -> S:
    """`base` with everything that `over` says, a null included: it resets what was inherited."""
    if over is None or not over.model_fields_set:
        return base
    return base.model_copy(
        update={field: _joined(getattr(base, field), getattr(over, field)) for field in over.model_fields_set}
    )


def complete(defaults: S, said: S) -> S:
    """What was said, with our defaults for all that was left out or reset."""
    update: dict[str, Any] = {}
    for field in said.model_fields_set:
        value = getattr(said, field)
        if value is not None:
            default = getattr(defaults, field)
            update[field] = complete(default, value) if _mergeable(default, value) else value
    return defaults.model_copy(update=update)


def broker_part(spec: BrokerSpec) -> BrokerSpec:
    """What a hub or spoke says of itself as a broker, without what only hubs or spokes have."""
    said = spec.model_fields_set & BrokerSpec.model_fields.keys()
    return BrokerSpec.model_construct(said, **{field: getattr(spec, field) for field in said})


def _joined(base: Any, over: Any) -> Any:
    if isinstance(base, Mapping) and isinstance(over, Mapping):
        return {**base, **over}
    return merge(base, over) if _mergeable(base, over) else over


def _mergeable(base: Any, over: Any) -> bool:
    return isinstance(over, Spec) and type(base) is type(over) and not isinstance(over, _WHOLE)
