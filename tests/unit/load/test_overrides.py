from __future__ import annotations

from pathlib import Path

import pytest

from mqttmesh.errors import TopologyError, UsageError
from mqttmesh.load import load
from mqttmesh.load.data import Data
from mqttmesh.load.overrides import overridden
from mqttmesh.report.findings import findings_json, findings_text


def grid() -> Data:
    shared: Data = {"port": 1883}
    return {"hub": {"host": "a.example", "listeners": [shared, shared]}, "bridge": None}


@pytest.mark.parametrize(
    ("option", "path", "value"),
    [
        ("hub.host=b.example", ("hub", "host"), "b.example"),
        ("hub.host=", ("hub", "host"), None),
        ("hub.host='1=2'", ("hub", "host"), "1=2"),
        ("hub.listeners.1.port=8883", ("hub", "listeners", 1, "port"), 8883),
        ("hub.listeners=[{port: 9001, tls: true}]", ("hub", "listeners"), [{"port": 9001, "tls": True}]),
        ("bridge.restart.base=5s", ("bridge", "restart", "base"), "5s"),
        ("new={a: 1}", ("new",), {"a": 1}),
    ],
)
def test_a_value_is_replaced(option: str, path: tuple[str | int, ...], value: Data) -> None:
    data, (override,) = overridden(grid(), [option])
    assert override.loc == path
    found: object = data
    for step in path:
        found = found[step]  # type: ignore[index]
    assert found == value


def test_the_data_given_stays_and_so_does_what_an_alias_shares() -> None:
    before = grid()
    after, _ = overridden(before, ["hub.listeners.0.port=9"])
    assert before == grid()
    assert isinstance(after, dict)
    assert after["hub"] == {"host": "a.example", "listeners": [{"port": 9}, {"port": 1883}]}


def test_options_apply_in_order() -> None:
    data, _ = overridden({}, ["a={b: 1, c: 2}", "a.b=3", "a.d=4"])
    assert data == {"a": {"b": 3, "c": 2, "d": 4}}


@pytest.mark.parametrize(
    "option",
    ["hub.host", "", "=1", "a\nb=1", ".=1", "hub.=1", "hub..host=1", "hub.listeners.2.port=1",
     "hub.listeners.x=1", "hub.listeners.-1=1", "hub.listeners.²=1", "hub.host.name=1", "hub.host=\udcff",
     "a." * 40 + "b=1",
     "hub.listeners.99999999999999999999=1"],
)  # fmt: skip
def test_an_option_that_is_none_is_named(option: str) -> None:
    with pytest.raises(UsageError) as caught:
        overridden(grid(), [option])
    assert f"--set {option.partition('=')[0]}" in caught.value.message


@pytest.mark.parametrize(
    "option",
    [
        "hub.host.password=hunter2",
        "hub.listeners.7.password=hunter2",
        ".password=hunter2",
        "a.b=hunter2\udcff",
    ],
)
def test_what_an_option_that_is_none_holds_is_not_shown(option: str) -> None:
    with pytest.raises(UsageError) as caught:
        overridden(grid(), [option])
    assert "hunter2" not in caught.value.message + caught.value.hint


@pytest.fixture
def topology(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = Path("grid.yaml")
    path.write_text("version: 1\nname: grid\nhub: {host: a.example}\nspokes: [{name: north}]\n")
    return path


def told(path: Path, *options: str) -> str:
    with pytest.raises(TopologyError) as caught:
        load(path, options)
    return findings_text(caught.value.findings, caught.value.source, color=False)


def test_a_sound_option_is_loaded(topology: Path) -> None:
    loaded = load(topology, ["hub.host=b.example", "spokes.0.name=south"])
    assert loaded.spec.hub.host == "b.example"
    assert loaded.spec.spokes[0].name == "south"


def test_a_mistake_in_an_option_is_shown_in_the_option(topology: Path) -> None:
    assert told(topology, "hub.listeners=[{prot: 1883}]") == (
        "--set hub.listeners:1:23: error: unknown key `prot` in this entry of `listeners`"
        " [unknown-key]\n"
        "    1 | --set hub.listeners=[{prot: 1883}]\n"
        "      |                       ^^^^\n"
        "      = did you mean `port`? allowed: allow_anonymous, bind, client_ca,\n"
        "        max_connections, port, protocol, tls, use_username_as_clientid\n"
        "\n1 error in grid.yaml\n"
    )


def test_an_unknown_key_of_an_option_is_underlined(topology: Path) -> None:
    assert "1 | --set hub.hots=b\n      |       ^^^^^^^^\n" in told(topology, "hub.hots=b")


def test_broken_yaml_in_an_option_is_shown_in_the_option(topology: Path) -> None:
    assert "1 | --set hub.listeners=[1, 2\n" in told(topology, "hub.listeners=[1, 2")
    assert "1 | --set hub.host=on\n      |                ^^\n" in told(topology, "hub.host=on")


def test_mistakes_of_file_and_option_come_together(topology: Path) -> None:
    topology.write_text(topology.read_text() + "topic: []\n")
    with pytest.raises(TopologyError) as caught:
        load(topology, ["hub.host=[b]", "spokes.0.name=hub"])
    found = findings_json(caught.value.findings, caught.value.source)
    assert [(each["file"], each["rule"]) for each in found] == [
        ("grid.yaml", "unknown-key"),
        ("--set hub.host", "wrong-type"),
        ("--set spokes.0.name", "duplicate-name"),
    ]


def test_the_last_of_two_options_for_a_value_is_blamed(topology: Path) -> None:
    text = told(topology, "name=Bad", "name=Worse")
    assert "--set name=Worse" in text
    assert "--set name=Bad" not in text


@pytest.mark.parametrize(
    "option",
    [
        "bridge.password=hunter2",
        "bridge.password=hunter2, with a comma",
        "bridge.password=@hunter2",
        "bridge.password=[hunter2",
        "bridge={password: hunter2}",
        "bridge.pasword=hunter2",
    ],
)
def test_a_password_in_an_option_is_not_shown(option: str, topology: Path) -> None:
    said = told(topology, option)
    assert "hunter2" not in said
    assert "--set bridge" in said
