"""Secrets through the entrypoint: any that can be printed logs a bridge in, and none is shown anywhere."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.containers import Daemon
from tests.support.deployments import OPEN, WATCHED, Chain, Deployment, deployment, grid
from tests.support.images import Image

CHAIN = Chain()
PRINTABLE = "".join(sorted(set(string.printable) - set(string.whitespace)))
PASSWORDS = {
    "printable": PRINTABLE,
    "backwards": PRINTABLE[::-1],
    "words": "a b  c",
    "comment": "#hash # hash",
    "quotes": "\"double\" 'single'",
    "backslashes": r"\1\n\\ &",
    "expansion": "$HOME`id`$(id)%s%n",
    "reference": "@secret:bridge-password@",
    "option": "-n",
    "pattern": "*",
    "letters": "päß 😀",
    "line-end": "ends with a line\n",
}
WRONG = "wrong"


@pytest.fixture(scope="module")
def mesh(
    shell_image: Image, daemon: Daemon, compose: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """A spoke for each password, and one whose password has changed since the hub learnt it; all started."""
    folder = tmp_path_factory.mktemp("secrets") / "mesh"
    with deployment(folder, daemon, compose, shell_image.tag, grid(*PASSWORDS, WRONG), CHAIN) as made:
        for spoke, password in PASSWORDS.items():
            (folder / f"secrets/{spoke}.password").write_text(password)
        made.render()
        (folder / f"secrets/{WRONG}.password").write_text("another")
        made.edit("hub", WATCHED)
        made.edit("words", WATCHED, ("umask 077\n", "umask 022\n"))
        made.up()
        yield made


@pytest.mark.parametrize("spoke", PASSWORDS)
def test_a_bridge_logs_in_with_it(mesh: Deployment, spoke: str) -> None:
    mesh.connects(spoke)


def test_a_bridge_with_another_password_is_turned_away(mesh: Deployment) -> None:
    mesh.broker(WRONG).wait_for("onnection Refused: not authorised", mesh.broker("hub"))
    assert not mesh.broker("hub").says(f"grid.{WRONG} (")


def test_no_secret_is_in_a_log_or_in_what_the_daemon_tells(mesh: Deployment) -> None:
    mesh.connects("printable")
    told = mesh.inspected() + "".join(mesh.broker(name).log() for name in ("hub", *PASSWORDS))
    key = (mesh.folder / "letsencrypt/live/mqtt.grid.example/privkey.pem").read_text().splitlines()[1]
    hashed = (mesh.folder / "secrets/hub.passwords").read_text().split("$")[-1].strip()
    for secret in (PRINTABLE, PRINTABLE[::-1], key, hashed):
        assert secret not in told
    assert key in mesh.broker("hub").run("cat", "/run/mqttmesh/tls/listener.key")
    assert PRINTABLE in mesh.broker("printable").run("cat", "/run/mqttmesh/mosquitto.conf")


def test_what_the_broker_reads_is_open_to_nobody_else_at_any_moment(mesh: Deployment) -> None:
    mesh.connects("words")
    mesh.broker("words").wait_for(OPEN)
    assert not mesh.broker("hub").says(OPEN)


def test_keys_and_secrets_are_the_brokers_own_files(mesh: Deployment) -> None:
    hub = mesh.broker("hub")
    for name in ("tls/listener.crt", "tls/listener.key", "mosquitto.conf", "passwords", "acl"):
        assert hub.run("stat", "-c", "%a %U %F", f"/run/mqttmesh/{name}") == "600 mosquitto regular file\n"
    assert hub.run("stat", "-c", "%a %U", "/run/mqttmesh", "/run/mqttmesh/tls") == "711 root\n" * 2
