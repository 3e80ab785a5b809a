"""What is said of bridges that did not connect, on any engine."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from mqttmesh.errors import EnvironmentProblem

if TYPE_CHECKING:
    from mqttmesh.explain import Explanation

_SHOWN = 5
_READ = 40  # lines of a spoke's log
_READ_OF_HUB = 200  # of the hub's, which all of them share
_CAUSES = 3
_WIDTH = 72  # characters of a line below an error

ReadLog = Callable[[str, int], Sequence[str]]
"""The last lines of a broker's log: whose, and how many."""


def not_connected(late: Sequence[str], of: int, hub: str | None, read_log: ReadLog) -> EnvironmentProblem:
    """The error that names each bridge that is missing, with what both ends' logs say of it and mean.

    Args:
        late: The spokes whose bridges are missing.
        of: How many there are.
        hub: The hub's name, where it is ours.
        read_log: Where their logs are.
    """
    more = f" and {len(late) - _SHOWN} more" if len(late) > _SHOWN else ""
    heard = read_log(hub, _READ_OF_HUB) if hub else ()
    details = []
    for name in late[:_SHOWN]:
        lines = read_log(name, _READ)
        details += [f"{name}: {line}" for line in _telling(lines)]
        details += [f"{name}: {line}" for line in _meaning(name, lines, hub, heard)]
    return EnvironmentProblem(
        f"{len(late)} of {of} bridges did not connect: {', '.join(late[:_SHOWN])}{more}",
        details=details,
        hint="The brokers run on: `mqttmesh explain` says what their logs mean, `mqttmesh status` shows"
        " them, `mqttmesh down` stops them.",
    )


def _telling(lines: Sequence[str]) -> Sequence[str]:
    """The lines that speak of an error, else the last ones."""
    telling = [line for line in lines if "rror" in line or "refused" in line or "authori" in line]
    return tuple(dict.fromkeys(line.partition(": ")[2] for line in telling[-3:])) or lines[-2:]


def _meaning(name: str, lines: Sequence[str], hub: str | None, heard: Sequence[str]) -> Iterator[str]:
    """What a spoke's log means, with what the hub heard at the same time."""
    from mqttmesh.explain import Decoder, entries  # its tables take a while, and are seldom needed

    decoder = Decoder()
    decoder.read(entries(lines, name))
    decoder.read(entries(heard, hub or ""))
    for each in decoder.decoded().explanations:
        if name in each.brokers:
            yield from textwrap.wrap(_sentence(each), _WIDTH - len(name), subsequent_indent="  ")


def _sentence(explanation: Explanation) -> str:
    causes = explanation.causes
    title = explanation.signature.title
    if len(causes) == 1:
        who = str(causes[0].who)
        return f"{title}: {causes[0].sentence}. {who[0].upper()}{who[1:]} must mend it: {causes[0].remedy}"
    if len(causes) <= _CAUSES:
        return f"{title}: {'; or '.join(cause.sentence for cause in causes)}"
    return f"{title}: {', '.join(cause.id for cause in causes)}"
