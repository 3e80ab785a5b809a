"""`render` on the command line: what it writes, what it only says, and how it exits."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import GRID, mqttmesh
from tests.support.trees import contents


def test_it_writes_beside_the_topology_and_says_how_much(folder: Path) -> None:
    done = mqttmesh(folder, "render")
    assert (done.code, done.err) == (0, "")
    files = contents(folder / "grid")
    assert done.out == f"grid: 3 brokers, {len(files)} files: {len(files)} written\n"
    assert {"docker-compose.yml", "hub/mosquitto.conf", "edge-2/acl"} <= files.keys()
    again = mqttmesh(folder, "render")
    assert (again.code, again.out) == (0, f"grid: 3 brokers, {len(files)} files, nothing to change\n")
    assert contents(folder / "grid") == files


def test_a_topology_elsewhere_is_rendered_beside_it(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "cwd").mkdir()
    assert mqttmesh(tmp_path / "cwd", "render", "../topology.yaml").code == 0
    assert (folder / "grid/hub/mosquitto.conf").is_file()
    assert list((tmp_path / "cwd").iterdir()) == []


def test_out_is_where_it_writes(folder: Path) -> None:
    assert mqttmesh(folder, "render", "--out", "deep/there").code == 0
    assert (folder / "deep/there/hub/mosquitto.conf").is_file()
    assert not (folder / "grid").exists()


def test_set_overrides_the_topology(folder: Path) -> None:
    assert mqttmesh(folder, "render", "--set", "hub.host=other.example", "--set", "name=mine").code == 0
    assert "other.example" in (folder / "mine/edge-1/mosquitto.conf").read_text()
    refused = mqttmesh(folder, "render", "--set", "hub.hots=other.example")
    assert refused.code == 2
    assert "hots" in refused.err


def test_check_and_diff_write_nothing_and_exit_1_on_drift(folder: Path) -> None:
    for option in ("--check", "--diff"):
        assert mqttmesh(folder, "render", option).code == 1
        assert not (folder / "grid").exists()
    mqttmesh(folder, "render")
    clean = mqttmesh(folder, "render", "--check")
    assert (clean.code, clean.out) == (0, "grid is what the topology says\n")
    silent = mqttmesh(folder, "render", "--diff")
    assert (silent.code, silent.out) == (0, "")
    before = contents(folder / "grid")
    changed = mqttmesh(folder, "render", "--check", "--set", "hub.host=other.example")
    assert changed.code == 1
    assert "  edge-1/mosquitto.conf: out of date" in changed.out.splitlines()
    shown = mqttmesh(folder, "render", "--diff", "--set", "hub.host=other.example")
    assert shown.code == 1
    assert "+address other.example:8883" in shown.out.splitlines()
    assert "-address mqtt.grid.example:8883" in shown.out.splitlines()
    assert contents(folder / "grid") == before


def test_what_was_edited_is_kept_until_it_is_forced(folder: Path) -> None:
    mqttmesh(folder, "render")
    acl = folder / "grid/hub/acl"
    right = acl.read_text()
    acl.write_text("by hand\n")
    refused = mqttmesh(folder, "render")
    assert (refused.code, refused.out) == (1, "")
    assert "hub/acl" in refused.err
    assert "--force" in refused.err
    assert acl.read_text() == "by hand\n"
    assert "  hub/acl: edited by hand" in mqttmesh(folder, "render", "--check").out.splitlines()
    assert mqttmesh(folder, "render", "--force").code == 0
    assert acl.read_text() == right


def test_another_topology_of_the_same_name_does_not_replace_what_is_there(folder: Path) -> None:
    mqttmesh(folder, "render")
    before = contents(folder / "grid")
    other = folder / "other.yaml"
    other.write_text((folder / "topology.yaml").read_text().replace("edge-{1..2}", "edge-{1..3}"))
    refused = mqttmesh(folder, "render", "other.yaml")
    assert (refused.code, refused.out) == (1, "")
    assert "grid was rendered from topology.yaml, not from other.yaml" in refused.err
    assert "--force" in refused.err
    assert contents(folder / "grid") == before
    assert mqttmesh(folder, "render", "other.yaml", "--check").code == 1
    (folder / "topology.yaml").unlink()
    assert mqttmesh(folder, "render", "other.yaml").code == 0


@pytest.mark.parametrize(
    "arguments", [["render"], ["render", "--check"], ["secrets", "check"], ["up", "--engine", "native"]]
)
def test_a_mistake_is_placed_and_nothing_is_written(arguments: list[str], folder: Path) -> None:
    text = (folder / "topology.yaml").read_text()
    (folder / "topology.yaml").write_text(text.replace("port: 8883", "prot: 8883"))
    done = mqttmesh(folder, *arguments, MQTTMESH_MOSQUITTO=str(mosquitto_of(folder)))
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("topology.yaml:5:")
    assert "prot" in done.err
    assert sorted(path.name for path in folder.iterdir()) == ["mosquitto", "topology.yaml"]


def mosquitto_of(folder: Path) -> Path:
    """A program that says that it is Mosquitto; it never runs as one here."""
    path = folder / "mosquitto"
    path.write_text("#!/bin/sh\necho mosquitto version 2.0.22\n")
    path.chmod(0o755)
    return path


def test_a_topology_that_is_not_there_may_be_another(folder: Path) -> None:
    done = mqttmesh(folder, "render", "topolgy.yaml")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: topolgy.yaml does not exist\n   = did you mean topology.yaml?\n"


def test_an_output_that_cannot_be_a_folder_is_said(folder: Path) -> None:
    assert mqttmesh(folder, "render", "--out", "topology.yaml").code == 2
    assert mqttmesh(folder, "render", "--out", "/proc/self/fdinfo/mesh").code == 3


def test_a_fault_that_aliases_repeat_is_said_once(folder: Path) -> None:
    first = "  - name: first\n    bridge: &lab {insecure: true}\n"
    (folder / "topology.yaml").write_text(f"{GRID}{first}  - {{name: second, bridge: *lab}}\n")
    done = mqttmesh(folder, "render")
    assert (done.code, done.err.count("[insecure-bridge]")) == (0, 1)
