"""Whatever stands before a line, its broker, its time and its text are told apart."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Iterator
from itertools import repeat
from typing import Any

import pytest

from mqttmesh.explain import entries, lines_of
from mqttmesh.explain.moment import moment

TEXT = "OpenSSL Error[0]: error:0A000418:SSL routines::tlsv1 alert unknown ca"


@pytest.mark.parametrize(
    ("line", "broker", "time"),
    [
        (TEXT, "given", ""),
        (f"1795560718: {TEXT}", "given", "1795560718"),
        (f"2026-11-24T10:00:00: {TEXT}", "given", "2026-11-24T10:00:00"),
        (f"2026-11-24T10:00:00+0100: {TEXT}", "given", "2026-11-24T10:00:00+0100"),
        (f"hub | 2026-11-24T10:00:00: {TEXT}", "hub", "2026-11-24T10:00:00"),
        (f"edge-001    | 2026-11-24T10:00:00: {TEXT}", "edge-001", "2026-11-24T10:00:00"),
        (f"\x1b[36mhub-1  | \x1b[0m2026-11-24T10:00:00: {TEXT}", "hub-1", "2026-11-24T10:00:00"),
        (f"hub-1  | 2026-11-24T10:00:00.123456789Z 1795560718: {TEXT}", "hub-1", "1795560718"),
        (f"Nov 24 10:00:00 gateway mosquitto[812]: {TEXT}", "given", "Nov 24 10:00:00"),
        (f"2026-11-24T10:00:00+0000 gateway mosquitto[812]: 1795560718: {TEXT}", "given", "1795560718"),
        (f"{TEXT}\r", "given", ""),
    ],
)
def test_what_stands_before_a_line_is_taken_off(line: str, broker: str, time: str) -> None:
    (entry,) = entries([f"{line}\n"], "given")
    assert (entry.broker, entry.time, entry.text) == (broker, time, TEXT)


def test_a_journal_names_the_machine_where_nobody_names_the_broker() -> None:
    (entry,) = entries([f"Nov 24 10:00:00 gateway mosquitto[812]: {TEXT}"])
    assert entry.broker == "gateway"


def test_a_bar_within_a_line_is_no_prefix() -> None:
    (entry,) = entries(["Denied PUBLISH from m.edge (d0, q1, r0, m3, 'a | b', ... (1 bytes))"])
    assert entry.broker == ""


@pytest.mark.parametrize(
    ("time", "seconds"),
    [
        ("1795514400", 1795514400),
        ("2026-11-24T10:00:00", 1795514400),
        ("2026-11-24 10:00:00,250", 1795514400),
        ("2026-11-24T11:00:00+01:00", 1795514400),
        ("yesterday", None),
        ("", None),
    ],
)
def test_a_time_is_read_in_whatever_way_it_is_written(time: str, seconds: int | None) -> None:
    assert moment(time) == seconds


def test_times_of_a_journal_follow_each_other() -> None:
    first, second = moment("Feb 29 10:00:00"), moment("Mar  1 10:00:00")
    assert first is not None and second is not None
    assert second - first == 24 * 60 * 60


class Stream(io.RawIOBase):
    """A file of pieces, each made when it is read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        piece = next(self._pieces, b"")
        buffer[: len(piece)] = piece
        return len(piece)


def test_a_line_of_64_mib_takes_little_memory_and_hides_none_behind_it() -> None:
    def pieces() -> Iterator[bytes]:
        yield b"before\n"
        yield from repeat(bytes(4096), 1 << 14)
        yield b"\nafter"

    log = io.TextIOWrapper(io.BufferedReader(Stream(pieces())), encoding="utf-8", errors="replace")
    tracemalloc.start()
    texts = [entry.text for entry in entries(lines_of(log))]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (texts[0], texts[2:]) == ("before", ["after"])
    assert set(texts[1]) == {"\0"} and most < 1 << 20


@pytest.mark.parametrize("length", [3999, 4000, 4001, 4000 + (1 << 16)])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_is_one_however_long(length: int, end: str) -> None:
    log = io.TextIOWrapper(io.BytesIO(f"{'x' * length}{end}next{end}".encode()))
    assert [entry.text for entry in entries(lines_of(log))] == ["x" * min(length, 4000), "next"]
