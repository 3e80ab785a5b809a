"""What was found in logs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from mqttmesh.explain.entry import Entry
from mqttmesh.explain.signature import Cause, Signature


@dataclass(frozen=True, slots=True)
class Explanation:
    """One signature that was found.

    Attributes:
        key: What tells it from others: its signature, or two where either end may have written it.
        causes: Those of its causes that the lines leave open.
        lines: Of its first occurrence, as they were read.
        count: How often it was written.
        first: When, in the log's own words; empty where it does not say.
        seen: How often by each broker, and of which bridge or client; either may be empty.
        moments: When, in seconds; as far as the log says.
    """

    key: tuple[str, ...]
    signature: Signature
    causes: tuple[Cause, ...]
    lines: tuple[Entry, ...]
    count: int
    first: str
    last: str
    seen: Counter[tuple[str, str]]
    moments: frozenset[int]

    @property
    def brokers(self) -> tuple[str, ...]:
        """Whose logs it stands in, as far as they say."""
        return tuple(dict.fromkeys(broker for broker, _ in self.seen if broker))

    @property
    def names(self) -> tuple[str, ...]:
        """Bridges and clients that it befell."""
        return tuple(dict.fromkeys(name for _, name in self.seen if name))


@dataclass(frozen=True, slots=True)
class Strange:
    """A line that speaks of an error and bears no signature; how often, with other numbers in it."""

    entry: Entry
    count: int


@dataclass(frozen=True, slots=True)
class Decoded:
    """What was found in some logs.

    Attributes:
        strange: The first thousand kinds of unknown lines.
        beyond: How many more lines are unknown.
        read: How many lines there were.
    """

    explanations: tuple[Explanation, ...]
    strange: tuple[Strange, ...]
    beyond: int
    read: int
