"""Progress of what takes longer than a second: a bar on a terminal, a few plain lines elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from mqttmesh.cli import console

Advance = Callable[[int, int, str], None]
"""Called with how many are done, of how many, and what is being done."""


@contextmanager
def progress() -> Iterator[Advance]:
    """Shows how far something is, on standard error, for as long as the context lasts."""
    if console.colored(sys.stderr):
        with _bar() as advance:
            yield advance
    else:
        yield _Lines()


@contextmanager
def _bar() -> Iterator[Advance]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:<22}"), BarColumn(28), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, total, what: bar.update(task, completed=done, total=total, description=what)


class _Lines:
    """One line when something begins and one when it is done, so that a log stays short."""

    def __init__(self) -> None:
        self._last = ""

    def __call__(self, done: int, total: int, what: str) -> None:
        if what != self._last or done == total:
            console.note(f"{what}: {done} of {total}")
        self._last = what
