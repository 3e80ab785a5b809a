"""What `check` knows of the options of mosquitto.conf, asked of the brokers themselves."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

import pytest

from mqttmesh.check.mosquitto_options import (
    BRIDGE,
    BROKER,
    FLAGS,
    LISTENER,
    NUMBERS,
    ONCE,
    SINCE_2_1,
    canonical,
    is_known,
)
from mqttmesh.mesh import Release
from tests.support.brokers import mosquitto_binary

ALL = BRIDGE | LISTENER | BROKER
FRONT = ("listener 0 nowhere", "connection c")
OTHERWISE = {"bridge_keyfile", "clientid_prefixes", "connection", "topic", "user"}
"""`connection` names something, `topic` is skipped; the others are refused by 2.0 alone."""
BEFORE_A_BRIDGE = ("requires a bridge to be defined first", "Invalid bridge configuration")
END = "end_of_what_is_asked"
"""An unknown option behind the lines in question: who complains of it has taken them all."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("asked")


@pytest.fixture(params=["2.0", "2.1"])
def release(request: pytest.FixtureRequest) -> Release:
    return request.param  # type: ignore[no-any-return]


@cache
def answer(folder: Path, release: Release, *lines: str) -> str:
    """What a broker says of a configuration; it ends at the last line if not before."""
    config = folder / "asked.conf"
    config.write_text("\n".join([*lines, f"{END} 1", ""]))
    binary = mosquitto_binary(release).path
    done = subprocess.run([binary, "-c", config], capture_output=True, text=True, timeout=20)
    return done.stdout + done.stderr


def takes(folder: Path, release: Release, *lines: str) -> bool:
    """Whether a broker takes these lines and goes on to the end."""
    return END in answer(folder, release, *lines)


def test_each_release_knows_the_options_that_the_table_says(folder: Path, release: Release) -> None:
    unknown = {option for option in ALL if f"variable '{option}'" in _unquoted(folder, release, option)}
    assert unknown == {option for option in ALL if not is_known(option, release)}
    assert unknown == (SINCE_2_1 if release == "2.0" else frozenset())


def _unquoted(folder: Path, release: Release, option: str) -> str:
    return answer(folder, release, f"{option} 1").replace('"', "'")


def test_options_of_bridges_stop_a_broker_that_has_none_yet(folder: Path, release: Release) -> None:
    known = [option for option in ALL if is_known(option, release)]
    asked = {option: answer(folder, release, f"{option} 1") for option in known}
    early = {option for option, said in asked.items() if any(text in said for text in BEFORE_A_BRIDGE)}
    assert early == {option for option in BRIDGE if is_known(option, release)}


def test_options_of_listeners_open_one_or_stop_a_broker_that_has_none_yet(folder: Path) -> None:
    effects = ("requires a listener to be defined first", "Creating default listener due to")
    asked = {option: _alone(folder, option) for option in ALL}
    found = {option for option, said in asked.items() if any(effect in said for effect in effects)}
    assert LISTENER - found == {"dhparamfile"}  # which 2.1 passes over
    assert found <= LISTENER


def _alone(folder: Path, option: str) -> str:
    said = (answer(folder, "2.1", "per_listener_settings true", f"{option} {value}") for value in (1, "true"))
    return "".join(said)


def test_flags_take_true_and_nothing_that_looks_like_it(folder: Path, release: Release) -> None:
    flags = {
        option
        for option in ALL
        if is_known(option, release)
        and not any(takes(folder, release, *FRONT, f"{option} {value}") for value in ("yes", "True"))
        and all(takes(folder, release, *FRONT, f"{option} {value}") for value in ("true", "0"))
    }
    assert flags == {option for option in FLAGS if is_known(option, release)}


def test_numbers_take_no_units(folder: Path) -> None:
    refused = {
        option
        for option in NUMBERS
        if takes(folder, "2.1", *FRONT, f"{option} 2") and not takes(folder, "2.1", *FRONT, f"{option} two")
    }
    assert NUMBERS - refused <= {
        "memory_limit",
        "max_packet_size",
    }  # the first takes anything, the other no 2


def test_texts_that_may_stand_once_stop_the_broker_the_second_time(folder: Path, release: Release) -> None:
    known = [option for option in ALL - LISTENER if is_known(option, release)]
    twice = {
        canonical(option)
        for option in known
        if "Duplicate" in answer(folder, release, *FRONT, f"{option} a", f"{option} a")
        and takes(folder, release, *FRONT, f"{option} a")
    }
    assert {option for option in ONCE if not is_known(option, release)} | twice - OTHERWISE == ONCE
