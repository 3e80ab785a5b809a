"""Log lines of several brokers, each with its broker's name before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mqttmesh.report.findings import visible

if TYPE_CHECKING:
    from mqttmesh.runtime.engine import LogLine

_COLORS = (36, 32, 33, 35, 34, 96, 92, 93, 95, 94)  # of ANSI; red is for errors
_WIDEST = 26


class LogText:
    """Writes lines of these brokers; on a terminal each has a colour of its own."""

    def __init__(self, brokers: Sequence[str], *, color: bool) -> None:
        self._width = min(max(map(len, brokers), default=0), _WIDEST)
        self._colors = {name: _COLORS[index % len(_COLORS)] for index, name in enumerate(brokers)}
        self._color = color

    def line(self, line: LogLine) -> str:
        """One line; what does not print is shown as its escape."""
        name = line.broker[: self._width].ljust(self._width)
        if self._color:
            name = f"\x1b[{self._colors[line.broker]}m{name}\x1b[0m"
        return f"{name} | {visible(line.text)}"
