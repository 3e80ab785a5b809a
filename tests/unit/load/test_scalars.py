from __future__ import annotations

import math

import pytest
import yaml

from mqttmesh.load.scalars import Trap, plain

ALIKE: list[tuple[str, object]] = [
    ("", None), ("~", None), ("null", None), ("Null", None), ("NULL", None),
    ("true", True), ("True", True), ("TRUE", True), ("false", False), ("FALSE", False),
    ("0", 0), ("7", 7), ("-7", -7), ("+7", 7), ("1883", 1883),
    ("0.5", 0.5), ("2.0", 2.0), (".5", 0.5), ("1.", 1.0), ("-1.5e+3", -1500.0),
    (".inf", math.inf), ("-.INF", -math.inf), ("+.Inf", math.inf),
    ("north", "north"), ("127.0.0.1", "127.0.0.1"), ("60s", "60s"), ("256MiB", "256MiB"),
    ("1.2.3", "1.2.3"), ("::1", "::1"), ("y", "y"), ("N", "N"), ("+", "+"),
    ("edge-{001..198}", "edge-{001..198}"),
]  # fmt: skip

TRAPS = [
    "on", "On", "ON", "off", "Off", "OFF", "yes", "Yes", "YES", "no", "No", "NO",
    "007", "08", "-01", "00", "0o17", "0x1F", "0b101", "1_000", "1__0", "1_000.5",
    "12:30", "1:30:00", "00:11:22:33:44:55", "12:30.5", "1e3", "1.5e3", ".5E3",
    "2026-01-01", "2026-1-1", "2026-01-01T10:00:00Z", "2026-01-01 10:00:00",
    "9" * 41, "0." + "1" * 40,
]  # fmt: skip


@pytest.mark.parametrize(("text", "value"), ALIKE)
def test_what_every_yaml_reads_alike_is_read(text: str, value: object) -> None:
    assert plain(text) == value
    assert type(plain(text)) is type(value)
    assert yaml.load(text, yaml.CSafeLoader) == value


@pytest.mark.parametrize("text", TRAPS)
def test_a_trap_is_not_read(text: str) -> None:
    trap = plain(text)
    assert isinstance(trap, Trap)
    assert trap.message
    assert trap.hint


@pytest.mark.parametrize("text", [".nan", ".NaN", ".NAN"])
def test_not_a_number(text: str) -> None:
    value = plain(text)
    assert isinstance(value, float)
    assert math.isnan(value)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("on", "write true,"),
        ("Off", "write false,"),
        ("0x22B3", "decimal: 8883,"),
        ("0o17", "decimal: 15,"),
        ("0b11", "decimal: 3,"),
        ("01883", "decimal: 1883,"),
        ("1_883", "decimal: 1883,"),
        ("18e2", "decimal: 1800,"),
    ],
)
def test_a_trap_says_what_to_write(text: str, meant: str) -> None:
    trap = plain(text)
    assert isinstance(trap, Trap)
    assert meant in trap.hint
    assert f'"{text}"' in trap.hint


def test_a_long_text_is_tried_as_nothing_else() -> None:
    assert plain("1" + "_" * 100_000 + "x") == "1" + "_" * 100_000 + "x"
