"""What a plain (unquoted) YAML scalar means.

Only what YAML 1.1 and YAML 1.2 (core schema) read alike is read at all. Where the two differ, the
scalar is a trap: `on` is a boolean to one and a word to the other, `012` is ten or twelve.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

Scalar = str | int | float | bool | None

DIGITS = 40
"""Longest number read, in characters; far beyond any limit in a topology, far below Python's own."""

_TRAP_LENGTH = 100  # no longer text is tried as a trap: the patterns may take quadratic time

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_BOOLEANS_1_1 = {
    spelling: word in ("on", "yes")
    for word in ("on", "yes", "off", "no")
    for spelling in (word, word.capitalize(), word.upper())
}
_SPECIAL = frozenset(_WORDS) | frozenset(_BOOLEANS_1_1)

_NUMBER_STARTS = frozenset("0123456789+-.")
_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]*)")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+][0-9]+)?")
_SPECIAL_FLOAT = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

_TRAPS = (
    (re.compile(r"[-+]?0[0-9_]+"), "has a leading zero: octal in YAML 1.1, decimal in 1.2"),
    (re.compile(r"[-+]?0o[0-7]+"), "is an octal number in YAML 1.2 and a word in 1.1"),
    (re.compile(r"[-+]?0x[0-9a-fA-F_]+"), "is a hexadecimal number"),
    (re.compile(r"[-+]?0b[01_]+"), "is a binary number in YAML 1.1 and a word in 1.2"),
    (re.compile(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"), "is a number in base 60 in YAML 1.1"),
    (re.compile(r"[-+]?[0-9][0-9_]*_[0-9_]*(\.[0-9_]*)?"), "is a number in YAML 1.1 and a word in 1.2"),
    (
        re.compile(r"[-+]?([0-9]+(\.[0-9]*)?|\.[0-9]+)[eE][-+]?[0-9]+"),
        "is a number in YAML 1.2 and a word in 1.1",
    ),
    (re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt \t].*)?"), "is a date in YAML 1.1 and a word in 1.2"),
)


@dataclass(frozen=True, slots=True)
class Trap:
    """Why a plain scalar is not read, and how to write what was meant."""

    message: str
    hint: str


def plain(text: str) -> Scalar | Trap:
    """The value of a plain scalar, or why it has none that every YAML reader agrees on."""
    if text in _SPECIAL:
        return _WORDS[text] if text in _WORDS else _boolean_trap(text)
    if text[0] not in _NUMBER_STARTS:
        return text
    return _number_like(text)


def _boolean_trap(text: str) -> Trap:
    meant = "true" if _BOOLEANS_1_1[text] else "false"
    return Trap(
        f"`{text}` is a boolean in YAML 1.1 and a word in 1.2",
        f'write {meant}, or quote the word: "{text}"',
    )


def _number_like(text: str) -> Scalar | Trap:
    if _INTEGER.fullmatch(text):
        return int(text) if len(text) <= DIGITS else _long_number(text)
    if _FLOAT.fullmatch(text):
        return float(text) if len(text) <= DIGITS else _long_number(text)
    if _SPECIAL_FLOAT.fullmatch(text):
        return float(text.replace(".", ""))
    return _trap(text) if len(text) <= _TRAP_LENGTH else text


def _trap(text: str) -> Trap | str:
    for pattern, reading in _TRAPS:
        if pattern.fullmatch(text):
            return Trap(f"`{text}` {reading}", _way_out(text))
    return text


def _long_number(text: str) -> Trap:
    return Trap(f"a number of {len(text)} characters is too long to be meant", "quote it if it is a text")


def _way_out(text: str) -> str:
    decimal = _decimal(text)
    quoted = f'quote the text: "{text}"'
    return f"write the number in decimal: {decimal}, or {quoted}" if decimal else quoted


def _decimal(text: str) -> str:
    """The whole number that `text` most likely means, written in decimal; empty when there is none."""
    digits = text.replace("_", "").lower()
    if len(digits) > DIGITS:
        return ""
    for prefix, base in (("0x", 16), ("0o", 8), ("0b", 2)):
        if digits.startswith(prefix):
            return str(int(digits, base))
    return str(int(digits)) if digits.isdecimal() else _without_exponent(digits)


def _without_exponent(digits: str) -> str:
    try:
        number = float(digits)
    except ValueError:
        return ""
    return str(int(number)) if number.is_integer() and abs(number) < 10**DIGITS else ""
