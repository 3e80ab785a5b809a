"""Log lines without what others put before them: Compose, journald, Docker, or Mosquitto's own time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TextIO

_LONGEST = 4000  # characters of a line that are looked at
_SKIPPED = 1 << 16  # characters of its rest that are read at a time
_COLOR = re.compile(r"\x1b\[[0-9;]*m")
_COMPOSE = re.compile(r"(?P<broker>[A-Za-z0-9][\w.-]*) +\| ?")
_TIME = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?"
_JOURNAL = re.compile(
    rf"(?P<time>[A-Z][a-z]{{2}} [ \d]\d \d\d:\d\d:\d\d|{_TIME}) (?P<broker>\S+) [\w./@-]+\[\d+\]: "
)
_STAMP = re.compile(rf"(?P<time>{_TIME}|\d{{9,11}})(?:: | )")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a broker's log.

    Attributes:
        broker: Whose log it is, as far as the line or its file says.
        time: When it was written, in the log's own words; empty when it does not say.
        text: What Mosquitto wrote.
    """

    broker: str
    time: str
    text: str


def lines_of(log: TextIO) -> Iterator[str]:
    """Lines of a file, each no longer than what is looked at of one: a file may be one line without end."""
    while line := log.readline(_LONGEST):
        yield line
        while line and not line.endswith("\n"):
            line = log.readline(_SKIPPED)


def entries(lines: Iterable[str], broker: str = "") -> Iterator[Entry]:
    """Lines of a log, of one broker or of several, each with its name before it.

    Args:
        lines: With whatever Compose, `mqttmesh logs`, journald or Docker put before them.
        broker: Whose they are where they do not say.
    """
    return (_entry(_COLOR.sub("", line[:_LONGEST].rstrip("\r\n")), broker) for line in lines)


def _entry(line: str, broker: str) -> Entry:
    time = ""
    if named := _COMPOSE.match(line):
        broker, line = named["broker"], line[named.end() :]
    if logged := _JOURNAL.match(line):
        broker, time, line = broker or logged["broker"], logged["time"], line[logged.end() :]
    while stamped := _STAMP.match(line):  # Docker's own, then Mosquitto's
        time, line = stamped["time"], line[stamped.end() :]
    return Entry(broker, time, line)
