"""What a decoder knows: signatures of log lines, and the causes that lie behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

_OPENSSL = r"error:[0-9A-F]+:[^:\n]*:[^:\n]*:"  # OpenSSL 1.1 names a function in between, 3.0 nothing


class End(StrEnum):
    """Which end of a connection wrote a line."""

    DIALLER = "dialler"  # the bridge: a spoke
    LISTENER = "listener"  # who is dialled: the hub, or a spoke by its own clients


class Who(StrEnum):
    """Who must mend it."""

    EDGE = "the spoke"
    HUB = "the hub"
    NETWORK = "the network"
    BROKER = "the broker that logged it"
    CLIENT = "the client"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a line was written.

    Attributes:
        id: Stable and kebab-case.
        sentence: What is so.
        who: Who must mend it.
        remedy: What to do; one line.
        rules: The rules of `check` that find it in a topology; none where no topology shows it.
    """

    id: str
    sentence: str
    who: Who
    remedy: str
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """A line, or a line and those that go on with it, by which causes are known.

    Attributes:
        id: Stable and kebab-case.
        title: What happened, in words that are true whatever the cause.
        patterns: Regular expressions, one for each wording; any is searched in the lines joined by newlines.
        causes: All that are known to write it, the most frequent first.
        end: Which end of a connection writes it; None where it is no matter of a connection.
        tells: Signatures that the same failure writes at the other end, and which say less.
        times: How often it must have been written to be worth a word: once is what a healthy mesh does.
    """

    id: str
    title: str
    patterns: tuple[str, ...]
    causes: tuple[Cause, ...]
    end: End | None = None
    tells: tuple[str, ...] = ()
    times: int = 1
    _expressions: tuple[re.Pattern[str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_expressions", tuple(map(re.compile, self.patterns)))

    def matches(self, text: str, end: End | None) -> bool:
        """Whether lines bear it, written by this end; None where nothing tells which end it is."""
        if end is not None and self.end not in (None, end):
            return False
        return any(expression.search(text) for expression in self._expressions)


def openssl(*reasons: str) -> tuple[str, ...]:
    """Patterns for what OpenSSL says, in the words of 1.1 and 3.0, whatever stands before."""
    return tuple(_OPENSSL + reason for reason in reasons)


def alert(name: str) -> tuple[str, ...]:
    """Patterns for an alert that the other end raised: its prefix changed with OpenSSL's releases."""
    return openssl(rf"(?:sslv3|tlsv1|tlsv13|ssl/tls) alert {name}")


def together(first: str, *others: str) -> tuple[str, ...]:
    """Patterns for a first line that is followed by one of others."""
    return tuple(rf"{first}[^\n]*\n(?s:.*){other}" for other in others)


def causes_of(signatures: Sequence[Signature]) -> tuple[Cause, ...]:
    """Every cause of some signatures, once."""
    return tuple({cause.id: cause for each in signatures for cause in each.causes}.values())
