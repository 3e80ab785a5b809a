"""The hub's real name leads to its loopback address for one mesh's brokers, and for nobody else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.runtime.names import resolving
from tests.support.topologies import resolved

ADDRESSES = {"hub": "127.77.0.9", "edge-1": "127.77.0.10"}
PLAIN = """\
bridge: {tls: false}
hub:
  host: mqtt.grid.example
  listeners: [{port: 1883}]
"""


def looked_up(*prefix: str) -> str:
    done = subprocess.run([*prefix, "getent", "hosts", "mqtt.grid.example"], capture_output=True, text=True)
    return done.stdout.split()[0] if done.stdout else ""


def test_a_broker_finds_the_hub_by_its_name_and_nobody_else_does(tmp_path: Path) -> None:
    hosts = Path("/etc/hosts").read_bytes()
    prefix = resolving(resolved(tmp_path), tmp_path, ADDRESSES)
    assert looked_up(*prefix) == "127.77.0.9"
    assert looked_up() != "127.77.0.9"
    assert Path("/etc/hosts").read_bytes() == hosts


def test_what_runs_there_is_the_same_process_and_the_same_user(tmp_path: Path) -> None:
    prefix = resolving(resolved(tmp_path), tmp_path, ADDRESSES)
    process = subprocess.Popen([*prefix, "sh", "-c", "echo $$ $(id -u)"], stdout=subprocess.PIPE, text=True)
    said, _ = process.communicate(timeout=30)
    assert said.split() == [str(process.pid), str(os.geteuid())]


@pytest.mark.parametrize("text", [PLAIN, "hub: {kind: generic, host: mqtt.grid.example}\n"])
def test_without_tls_or_a_hub_of_ours_there_is_nothing_to_resolve(text: str, tmp_path: Path) -> None:
    assert resolving(resolved(tmp_path, text), tmp_path, ADDRESSES) == ()
    assert not (tmp_path / "hosts").exists()


@pytest.mark.parametrize(
    ("script", "said"),
    [("echo unshare: Operation not permitted >&2; exit 1", "Operation not permitted"), ("exit 9", "exits 9")],
)
def test_a_kernel_that_refuses_is_said_with_a_way_out(
    script: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refusing = tmp_path / "bin/unshare"
    refusing.parent.mkdir()
    refusing.write_text(f"#!/bin/sh\n{script}\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", f"{refusing.parent}:{os.environ['PATH']}")
    with pytest.raises(EnvironmentProblem, match=said) as caught:
        resolving(resolved(tmp_path), tmp_path, ADDRESSES)
    assert "development ones stand in" in caught.value.hint


def test_a_machine_without_unshare_is_said_with_a_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EnvironmentProblem, match=r"mqtt\.grid\.example as a name of this machine"):
        resolving(resolved(tmp_path), tmp_path, ADDRESSES)
