"""What is said of bridges that did not connect, on any engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mqttmesh.errors import EnvironmentProblem

_SHOWN = 5
_READ = 40  # lines of a log

ReadLog = Callable[[str, int], Sequence[str]]
"""The last lines of a broker's log: whose, and how many."""


def not_connected(late: Sequence[str], of: int, read_log: ReadLog) -> EnvironmentProblem:
    """The error that names each bridge that is missing, with what its broker's log says of it.

    Args:
        late: The spokes whose bridges are missing.
        of: How many there are.
        read_log: Where their logs are.
    """
    more = f" and {len(late) - _SHOWN} more" if len(late) > _SHOWN else ""
    return EnvironmentProblem(
        f"{len(late)} of {of} bridges did not connect: {', '.join(late[:_SHOWN])}{more}",
        details=[f"{name}: {line}" for name in late[:_SHOWN] for line in _telling(read_log(name, _READ))],
        hint="The brokers run on: `mqttmesh status` shows them, `mqttmesh down` stops them.",
    )


def _telling(lines: Sequence[str]) -> Sequence[str]:
    """The lines that speak of an error, else the last ones."""
    telling = [line for line in lines if "rror" in line or "refused" in line or "authori" in line]
    return tuple(dict.fromkeys(line.partition(": ")[2] for line in telling[-3:])) or lines[-2:]
