"""The load of renewal tests notices what it is there to notice."""

from __future__ import annotations

from collections.abc import Iterable

from tests.support.clients import TestClient
from tests.support.load import Load


class Hears(TestClient):
    """A subscriber that hears what it is told to."""

    def __init__(self, payloads: Iterable[str]) -> None:
        self._payloads = iter(payloads)

    def receive(self) -> tuple[str, str]:
        """See `TestClient`."""
        return "sensors/a", next(self._payloads)


def heard(*payloads: str) -> Load:
    load = Load(sent={"edge-1": 2, "edge-2": 1})
    load.collect(Hears(payloads))
    return load


def test_all_that_came_once_is_neither_lost_nor_double() -> None:
    load = heard("edge-2 0", "edge-1 0", "edge-2 end", "edge-1 1", "edge-1 end")
    assert (load.lost, load.duplicates) == ([], 0)


def test_what_did_not_come_is_lost() -> None:
    load = heard("edge-1 1", "edge-2 end", "edge-1 end")
    assert load.lost == ["edge-1 0", "edge-2 0"]


def test_what_came_twice_is_counted() -> None:
    load = heard("edge-1 0", "edge-1 0", "edge-1 1", "edge-2 0", "edge-2 0", "edge-2 end", "edge-1 end")
    assert (load.lost, load.duplicates) == ([], 2)
