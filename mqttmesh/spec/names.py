"""Names of brokers and users, and the ranges that stand for many spokes at once."""

from __future__ import annotations

import re

NAME_PATTERN = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
"""What a name may look like: names become folders, DNS labels, ACL lines and services."""

NAME_LENGTH = 63
"""Longest name in characters; the limit of a DNS label (RFC 1035 §2.3.4)."""

RANGE_MEMBERS = 10_000
"""Most spokes that one range may stand for."""

NAME_RULE = (
    "a name is made of lower-case letters, digits and hyphens, "
    f"begins and ends with a letter or digit, and has at most {NAME_LENGTH} characters"
)

RANGE_RULE = "a range is written like `edge-{001..198}`: one pair of braces, the lower end first"

_NAME = re.compile(NAME_PATTERN)
_RANGE = re.compile(r"([^{}]*)\{([0-9]{1,9})\.\.([0-9]{1,9})\}([^{}]*)")


class NameFaultError(ValueError):
    """A text is neither a name nor a range of names.

    Attributes:
        hint: How such a text is written.
    """

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def is_name(text: str) -> bool:
    """Whether `text` is one plain name, not a range."""
    return len(text) <= NAME_LENGTH and _NAME.fullmatch(text) is not None


def expand_name(text: str) -> tuple[str, ...]:
    """Every name that `text` stands for, in order: itself, or each member of its range.

    A range is written `edge-{001..198}`: one pair of braces, both ends included, the width of
    zero-padded numbers kept.

    Raises:
        NameFaultError: `text` is neither a name nor a range of names; the message says why.
    """
    if is_name(text):
        return (text,)
    if "{" not in text and "}" not in text:
        raise NameFaultError(f"`{text}` is not a name", NAME_RULE)
    match = _RANGE.fullmatch(text)
    if match is None:
        raise NameFaultError(f"`{text}` is not a range", RANGE_RULE)
    prefix, first, last, suffix = match.groups()
    _check_ends(text, first, last)
    for end in (first, last):
        if not is_name(f"{prefix}{end}{suffix}"):
            raise NameFaultError(f"`{prefix}{end}{suffix}`, of the range `{text}`, is not a name", NAME_RULE)
    width = len(first)
    return tuple(f"{prefix}{number:0{width}d}{suffix}" for number in range(int(first), int(last) + 1))


def _check_ends(text: str, first: str, last: str) -> None:
    padded = any(end.startswith("0") and end != "0" for end in (first, last))
    if padded and len(first) != len(last):
        raise NameFaultError(f"the ends of `{text}` differ in width", "pad both with zeros, or neither")
    if int(first) > int(last):
        raise NameFaultError(f"the range `{text}` runs backwards", "write the lower end first")
    members = int(last) - int(first) + 1
    if members > RANGE_MEMBERS:
        raise NameFaultError(
            f"the range `{text}` has {members:,} members", f"one range has at most {RANGE_MEMBERS:,}"
        )
