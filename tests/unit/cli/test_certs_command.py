"""`certs` on the command line: exit codes, what is said, and never a key in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from mqttmesh.certs import LeafRequest, issue_development_pki
from mqttmesh.runtime.places import places
from mqttmesh.runtime.state import sole_command
from tests.support.commands import mqttmesh

PKI = ".mqttmesh/grid/pki"
REAL = """\
version: 1
name: grid
trust: [pki/root.pem]
hub:
  host: mqtt.grid.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
topics: [{filter: "sensors/#", remote_prefix: "sites/{spoke}/"}]
spokes:
  - name: edge-{1..2}
"""


@pytest.fixture
def real(folder: Path) -> Iterator[Path]:
    """A topology whose own certificates are there."""
    mqttmesh(folder, "certs", "dev")
    (folder / PKI).rename(folder / "pki")
    (folder / "topology.yaml").write_text(REAL)
    yield folder


def test_dev_issues_what_is_not_there_and_says_where(folder: Path) -> None:
    made = mqttmesh(folder, "certs", "dev")
    assert (made.code, made.err) == (0, "")
    assert made.out == f"{folder / PKI}: 1 leaf certificate issued, for 90d\n  hub/fullchain.pem\n"
    key = folder / PKI / "hub/privkey.pem"
    assert key.stat().st_mode & 0o777 == 0o600
    first = key.read_bytes()
    assert mqttmesh(folder, "certs", "dev").out == f"{folder / PKI}: 0 leaf certificates issued, for 90d\n"
    assert key.read_bytes() == first
    assert (
        "1 leaf certificate issued, for 2m"
        in mqttmesh(folder, "certs", "dev", "--renew", "--lifetime", "2m").out
    )
    assert key.read_bytes() != first


def test_dev_lists_ten_of_many(folder: Path) -> None:
    topology = (folder / "topology.yaml").read_text().replace("edge-{1..2}", "edge-{1..12}")
    pair = '    tls: {certificate: "pki/{spoke}.pem", private_key: "pki/{spoke}.key"}\n'
    (folder / "topology.yaml").write_text(
        topology.replace("allow_anonymous", "tls: true, allow_anonymous") + pair
    )
    said = mqttmesh(folder, "certs", "dev").out.splitlines()
    assert said[0].endswith("13 leaf certificates issued, for 90d")
    assert (len(said), said[-1]) == (12, "  … and 3 more")


@pytest.mark.parametrize("lifetime", ["soon", "-1d", "0"])
def test_dev_takes_only_a_lifetime(lifetime: str, folder: Path) -> None:
    done = mqttmesh(folder, "certs", "dev", "--lifetime", lifetime)
    assert (done.code, done.out) == (2, "")
    assert "Invalid value for '--lifetime': `" in done.err
    assert not (folder / PKI).exists()


def test_show_is_clean_when_all_is_well(real: Path) -> None:
    shown = mqttmesh(real, "certs", "show")
    assert (shown.code, shown.err) == (0, "")
    assert f"{real}/pki/hub/fullchain.pem\n  shown by listeners of hub\n" in shown.out
    assert "  believed by edge-1, edge-2\n" in shown.out
    assert shown.out.endswith("3 certificates: none is due for renewal\n")
    assert "served" not in shown.out


def test_show_names_what_is_missing(folder: Path) -> None:
    shown = mqttmesh(folder, "certs", "show", "--json")
    assert (shown.code, shown.err) == (1, "")
    (leaf,) = json.loads(shown.out)
    chain = "/etc/letsencrypt/live/mqtt.grid.example/fullchain.pem"
    assert (leaf["file"], leaf["needs_attention"]) == (chain, True)
    assert leaf["fault"] == f"{chain} cannot be read: No such file or directory"


def test_show_names_what_is_due(real: Path) -> None:
    request = LeafRequest("hub", ("mqtt.grid.example",))
    issue_development_pki(real / "pki", [request], lifetime=timedelta(hours=-1), renew=True)
    shown = mqttmesh(real, "certs", "show")
    assert shown.code == 1
    assert "  valid    EXPIRED: until " in shown.out
    assert shown.out.endswith("3 certificates: 1 to be seen to\n")


def test_install_refuses_a_bad_pair_before_it_looks_for_the_broker(real: Path) -> None:
    (real / "pki/hub/privkey.pem").write_text("")
    done = mqttmesh(real, "certs", "install")
    assert (done.code, done.out) == (1, "")
    assert f"{real}/pki/hub/fullchain.pem was not put in use" in done.err
    assert "privkey.pem cannot be used" in done.err
    assert "What the broker shows has not changed." in done.err


def test_install_says_that_the_broker_does_not_run(real: Path) -> None:
    done = mqttmesh(real, "certs", "install", DOCKER_HOST=f"unix://{real}/no.sock")
    assert (done.code, done.out) == (3, "")


def test_install_waits_for_no_other_command(real: Path) -> None:
    with sole_command(places(real, "grid")):
        done = mqttmesh(real, "certs", "install")
    assert (done.code, done.out) == (3, "")
    assert "another command works on the mesh grid" in done.err


def test_install_names_a_broker_that_is_not_there(real: Path) -> None:
    done = mqttmesh(real, "certs", "install", "topology.yaml", "hib")
    assert (done.code, done.out) == (2, "")
    assert "has no broker hib" in done.err and "Did you mean hub?" in done.err


def test_install_wants_a_broker_with_a_certificate(real: Path) -> None:
    done = mqttmesh(real, "certs", "install", "topology.yaml", "edge-1")
    assert (done.code, done.out) == (2, "")
    assert "edge-1 has no certificate: none of its listeners speaks TLS" in done.err


def test_install_wants_a_spoke_where_the_hub_is_not_ours(folder: Path) -> None:
    text = (
        REAL[: REAL.index("hub:")]
        + "hub: {kind: generic, host: mqtt.grid.example}\n"
        + REAL[REAL.index("topics:") :]
    )
    (folder / "topology.yaml").write_text(text)
    done = mqttmesh(folder, "certs", "install")
    assert (done.code, done.out) == (2, "")
    assert "this hub is not ours" in done.err and "Name a spoke." in done.err


def test_hook_prints_a_script_and_nothing_else(folder: Path) -> None:
    done = mqttmesh(folder, "certs", "hook")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("#!/bin/sh\n")
    assert f"-m mqttmesh certs install {folder}/topology.yaml hub" in done.out


def test_hook_needs_a_certificate_of_certbots(real: Path) -> None:
    done = mqttmesh(real, "certs", "hook")
    assert (done.code, done.out) == (2, "")
    assert "no broker of grid has a certificate of certbot's" in done.err


def test_no_command_shows_a_key(real: Path) -> None:
    key = (real / "pki/hub/privkey.pem").read_text().splitlines()[1]
    said = [mqttmesh(real, "certs", *rest) for rest in (["show"], ["show", "--json"], ["install"], ["hook"])]
    words = "".join(done.out + done.err for done in said)
    assert words and key not in words
