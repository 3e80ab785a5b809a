"""Names that somebody may have misspelt."""

from __future__ import annotations

from collections.abc import Iterable

_LONGEST = 100  # characters worth comparing; the comparison takes quadratic time


def alike(word: str, known: Iterable[str]) -> str:
    """Which known words another may stand for, as a question; empty when there is none."""
    import difflib  # mistakes are rare

    close = difflib.get_close_matches(word[:_LONGEST], sorted(known), n=3)
    return f"did you mean {' or '.join(f'`{each}`' for each in close)}?" if close else ""
