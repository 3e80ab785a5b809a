"""Each capability that a container is given is needed: without it something fails, and is named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.certbot import lay_pair
from tests.support.containers import Daemon
from tests.support.deployments import HUB, REST, Chain, Deployment, Replaced, deployment, ended
from tests.support.images import Image

CHAIN = Chain()
GIVEN = ("CHOWN", "SETUID", "SETGID", "KILL", "DAC_READ_SEARCH")
ALL = "all"
LETSENCRYPT = "listeners: [{{port: 8883, tls: true}}], tls: {{letsencrypt: letsencrypt/live/{name}}}"
SOMEBODY = 1000  # who owns keys on many a machine; neither root nor the broker
NAMED = {
    "CHOWN": "peration not permitted",
    "SETUID": "setting uid whilst dropping privileges",
    "SETGID": "setting groups whilst dropping privileges",
    "KILL": "mqttmesh: the container needs the capability KILL\n",
    "DAC_READ_SEARCH": "fullchain.pem is missing, or cannot be read",
}


def spoke(capability: str) -> str:
    return capability.lower().replace("_", "-")


@pytest.fixture(scope="module")
def mesh(
    shell_image: Image, daemon: Daemon, compose: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """A broker that lacks each capability in turn, and one that has all; their keys are somebody else's."""
    folder = tmp_path_factory.mktemp("capabilities") / "mesh"
    names = [spoke(capability) for capability in (*GIVEN, ALL)]
    text = "".join(
        f"  - {{name: {name}, {LETSENCRYPT.format(name=name)}, users: [{{name: a-{name}, read: ['#']}}]}}\n"
        for name in names
    )
    text = f"version: 1\nname: grid\ntrust: [system, pki/root.pem]\n{HUB}{REST}spokes:\n{text}"
    with deployment(folder, daemon, compose, shell_image.tag, text, CHAIN) as made:
        for name in names:
            lay(made, name, version=1)
        for lacking in GIVEN:
            left = [capability for capability in GIVEN if capability != lacking]
            made.services[spoke(lacking)] = {"cap_add": Replaced(left)}
        made.up()
        yield made


def lay(mesh: Deployment, name: str, version: int) -> None:
    """A pair that its owner alone may read."""
    lay_pair(mesh.folder / "letsencrypt", name, CHAIN.issue(name), version)
    for file in (mesh.folder / "letsencrypt/archive" / name).iterdir():
        os.chown(file, SOMEBODY, SOMEBODY)


@pytest.mark.parametrize("capability", NAMED)
def test_without_it_the_broker_does_not_start(mesh: Deployment, capability: str) -> None:
    code, said = ended(mesh.broker(spoke(capability)))
    assert code != 0
    assert NAMED[capability] in said


def test_with_all_of_them_it_starts_and_takes_a_renewed_certificate(mesh: Deployment) -> None:
    broker = mesh.broker(ALL)
    broker.wait_for(" running")
    lay(mesh, ALL, version=2)
    broker.run("sh", "-c", "echo renew >/run/mqttmesh/asked")
    broker.wait_for("was renewed and is in use")
    broker.wait_for("Reloading config")
