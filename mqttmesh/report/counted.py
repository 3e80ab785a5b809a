"""How many of what, in words."""

from __future__ import annotations


def counted(number: int, noun: str, plural: str = "") -> str:
    """A number and its noun, such as `1 broker` and `1,000 brokers`."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"
