"""The hub's real name leads to its loopback address for one mesh's brokers, and for nobody else."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.mesh import Endpoint
from mqttmesh.runtime.names import dialled, resolving
from tests.support.topologies import broker, resolved

ADDRESSES = {"hub": "127.77.0.9", "edge-1": "127.77.0.10"}
PLAIN = """\
bridge: {tls: false}
hub:
  host: mqtt.grid.example
  listeners: [{port: 1883}]
"""
# Spokes that come through somebody's proxy in the field.
PROXIED = """\
hub:
  host: mqtt.grid.example
  dial: ["proxy.grid.example:443"]
  tls: {letsencrypt: /etc/letsencrypt/live/mqtt.grid.example}
  listeners: [{port: 9001, tls: true, protocol: websockets}, {port: 1883}, {port: 8883, tls: true}]
  users: [{name: historian, read: ["#"]}]
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


@pytest.mark.parametrize(("named", "host"), [(True, "mqtt.grid.example"), (False, "127.77.0.9")])
def test_here_a_bridge_dials_the_hubs_first_tls_listener_for_mqtt(
    named: bool, host: str, tmp_path: Path
) -> None:
    mesh = resolved(tmp_path, PROXIED)
    assert dialled(broker(mesh, "edge-1"), mesh, ADDRESSES, named=named) == (Endpoint(host, 8883),)


def test_a_bridge_without_tls_dials_the_address_whatever_the_certificate_says(tmp_path: Path) -> None:
    mesh = resolved(tmp_path, PLAIN)
    assert dialled(broker(mesh, "edge-1"), mesh, ADDRESSES, named=True) == (Endpoint("127.77.0.9", 1883),)


@pytest.mark.parametrize(
    ("removed", "way", "wanted"),
    [
        (", {port: 8883, tls: true}", "", "needs a TLS listener for MQTT"),
        (", {port: 1883}", "bridge: {tls: false}\n", "needs a listener for MQTT without TLS"),
    ],
)
def test_a_hub_that_only_a_proxy_reaches_is_named_with_what_it_lacks(
    removed: str, way: str, wanted: str, tmp_path: Path
) -> None:
    mesh = resolved(tmp_path, PROXIED.replace(removed, "") + way)
    with pytest.raises(EnvironmentProblem, match=f"edge-1 cannot dial .* {wanted}") as caught:
        dialled(broker(mesh, "edge-1"), mesh, ADDRESSES, named=False)
    assert "proxy.grid.example:443" in caught.value.hint
