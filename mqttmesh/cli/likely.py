"""What somebody may have meant by a name that is none."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str], otherwise: str) -> str:
    """A hint with the nearest names, or another one where none is near."""
    import difflib  # mistakes are rare

    close = difflib.get_close_matches(name, known, n=3)
    return f"Did you mean {', '.join(close)}?" if close else otherwise
