"""Waiting for a condition instead of sleeping for a while."""

from collections.abc import Callable
from threading import Event
from time import monotonic

import pytest

PAUSE_SECONDS = 0.02


def wait_until(condition: Callable[[], bool], *, within: float, what: str, logs: Callable[[], str]) -> None:
    """Return once the condition holds; after `within` seconds fail, with what was awaited and the logs."""
    pause = Event()
    deadline = monotonic() + within
    while not condition():
        if monotonic() > deadline:
            pytest.fail(f"waited {within:g} s in vain for {what}\n{logs()}", pytrace=False)
        pause.wait(PAUSE_SECONDS)
