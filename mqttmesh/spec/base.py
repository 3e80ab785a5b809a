"""What all authored models share."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Spec(BaseModel):
    """A mapping of the topology: frozen, and no key that we do not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
