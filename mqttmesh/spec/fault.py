"""How a validator of the authored world says what is wrong."""

from __future__ import annotations

from pydantic_core import PydanticCustomError


def fault(rule: str, message: str, hint: str = "") -> PydanticCustomError:
    """A mistake that pydantic will place: a rule id, what is wrong, and what was expected."""
    return PydanticCustomError(rule, "{message}", {"message": message, "hint": hint})
