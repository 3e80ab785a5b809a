"""The deploy hook: a shell script that certbot runs, whatever the paths in it look like."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from mqttmesh.errors import UsageError
from mqttmesh.mesh import Mesh
from mqttmesh.report.hook import hook_text
from tests.support.brokers import fetched
from tests.support.topologies import resolved

HOSTILE = ("it's", "$HOME", "`id`", "a b", "*", "(x)", '"', "a;b", "-n", "#", "ü", "a|b", "\\")
GRID = """\
version: 1
name: grid
hub:
  host: mqtt.grid.example
  listeners: [{port: 8883, tls: true}]
  tls: {letsencrypt: letsencrypt/live/mqtt.grid.example}
topics: [{filter: "sensors/#"}]
spokes:
  - name: gate
    listeners: [{port: 8883, tls: true}]
    users: [{name: panel, read: ["#"]}]
    tls: {letsencrypt: letsencrypt/live/gate.grid.example}
  - name: edge
"""


def shellcheck(script: str) -> str:
    """What shellcheck has against it; that nothing is expanded between single quotes is what is wanted."""
    program = [str(fetched("shellcheck", "shellcheck")), "--exclude=SC2016", "-"]
    return subprocess.run(program, input=script, capture_output=True, text=True, check=False).stdout


def run_for(lineage: Path, script: str, shell: str = "sh") -> list[str]:
    """What the hook runs for a lineage: `exec` is stood in for by a function that prints its arguments."""
    printing = script.replace(") exec ", ") printf '%s\\n' ")
    assert printing != script
    done = subprocess.run(
        [shell, "-c", printing],
        env={"RENEWED_LINEAGE": str(lineage), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


def command(topology: Path, broker: str) -> list[str]:
    return [sys.executable, "-m", "mqttmesh", "certs", "install", str(topology), broker]


@pytest.mark.parametrize("name", HOSTILE)
def test_each_lineage_leads_to_its_broker(name: str, tmp_path: Path) -> None:
    folder = tmp_path / name
    topology = folder / "topology.yaml"
    script = hook_text(resolved(tmp_path, GRID), topology, folder)
    assert shellcheck(script) == ""
    live = folder / "letsencrypt/live"
    for shell in ("sh", "bash"):
        assert run_for(live / "mqtt.grid.example", script, shell) == command(topology, "hub")
        assert run_for(live / "gate.grid.example", script, shell) == command(topology, "gate")
        assert run_for(live / "mqtt.other.example", script, shell) == []


def test_a_lineage_is_found_by_the_way_that_certbot_knows(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    (tmp_path / "there/letsencrypt/live/mqtt.grid.example").mkdir(parents=True)
    (tmp_path / "here/letsencrypt").symlink_to("../there/letsencrypt")
    script = hook_text(resolved(tmp_path, GRID), tmp_path / "t.yaml", tmp_path / "here/../here")
    for way in ("here", "there"):
        found = run_for(tmp_path / way / "letsencrypt/live/mqtt.grid.example", script)
        assert found == command(tmp_path / "t.yaml", "hub")


def without_certbot(folder: Path) -> Mesh:
    files = "{certificate: pki/hub.pem, private_key: pki/hub.key}"
    text = GRID.replace("{letsencrypt: letsencrypt/live/mqtt.grid.example}", files)
    return resolved(folder, text.replace("{letsencrypt: letsencrypt/live/gate.grid.example}", files))


def test_without_a_certificate_of_certbots_there_is_no_hook(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no broker of grid has a certificate of certbot's") as raised:
        hook_text(without_certbot(tmp_path), tmp_path / "t.yaml", tmp_path)
    assert "letsencrypt: /etc/letsencrypt/live/NAME" in raised.value.hint
