"""What must not start, in real containers: each spoke of this mesh has one fault, and ends with one line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.authority import Authority, IssuedPair
from tests.support.certbot import lay_pair
from tests.support.containers import Daemon
from tests.support.deployments import HUB, REST, Chain, Deployment, Replaced, deployment, ended
from tests.support.images import Image

STOPPED = 78
CHAIN = Chain()
PEM = CHAIN.root.certificate
TMPFS = {
    "run": "/run",
    "tmp": "/tmp",
    "hashes": "/etc/ssl/certs",
    "store": "/usr/local/share/ca-certificates",
}
OWN_PAIR = "listeners: [{{port: 8883, tls: true}}], tls: {{letsencrypt: letsencrypt/live/{spoke}}}"

Lay = Callable[[Deployment, str], object]


def trusts(content: bytes) -> Lay:
    return lambda mesh, spoke: (mesh.rendered / spoke / "trust/01-root.pem").write_bytes(content)


def keeps_secret(content: bytes) -> Lay:
    return lambda mesh, spoke: (mesh.folder / f"secrets/{spoke}.password").write_bytes(content)


def lacks(file: str) -> Lay:
    return lambda mesh, spoke: (mesh.rendered / spoke / file).unlink()


def shows(pair: IssuedPair) -> Lay:
    return lambda mesh, spoke: lay_pair(mesh.folder / "letsencrypt", spoke, pair)


def has_no_tmpfs(name: str) -> Lay:
    left = [f"{place}:mode=1777" for place in TMPFS.values() if place != TMPFS[name]]

    def lay(mesh: Deployment, spoke: str) -> None:
        mesh.services[spoke] = {"tmpfs": Replaced(left)}

    return lay


def links_nowhere(mesh: Deployment, spoke: str) -> None:
    file = mesh.rendered / spoke / "trust/01-root.pem"
    file.unlink()
    file.symlink_to("../gone.pem")


def is_given_a_folder(mesh: Deployment, spoke: str) -> None:
    file = mesh.folder / f"secrets/{spoke}.password"
    file.unlink()
    file.mkdir()


def is_given_no_secret(mesh: Deployment, spoke: str) -> None:
    kept = {"missing-secret": "passwords", "missing-passwords": "bridge-password"}[spoke]
    mesh.services[spoke] = {"secrets": Replaced([{"source": f"{spoke}_{kept}", "target": kept}])}


LEAF, OTHER = CHAIN.issue("spoke"), Authority("Other").issue("spoke")
PLACE = "/mqttmesh/config/trust/01-root.pem"
FAULTS: dict[str, tuple[Lay, str]] = {
    "no-certificate": (trusts(b"certificate\n"), f"{PLACE} holds no certificate"),
    "empty-file": (trusts(b""), f"{PLACE} holds no certificate"),
    "private-key": (trusts(PEM + LEAF.private_key), f"{PLACE} holds a private key"),
    "cut-file": (trusts(PEM[:-40]), f"{PLACE} ends inside a certificate"),
    "no-base64": (trusts(PEM.replace(b"M", b"!")), "update-ca-certificates left out"),
    "dead-link": (links_nowhere, f"{PLACE} is a link that leads nowhere"),
    "empty-secret": (keeps_secret(b"\n"), "the secret bridge-password is empty"),
    "blank-secret": (keeps_secret(b"word "), "the secret bridge-password begins or ends with a blank"),
    "long-secret": (keeps_secret(b"a\nlistener 1884\n"), "bridge-password has control characters, or more"),
    "folder-secret": (is_given_a_folder, "the secret bridge-password cannot be read from /run/secrets/"),
    "missing-secret": (is_given_no_secret, "the secret bridge-password cannot be read from /run/secrets/"),
    "missing-passwords": (is_given_no_secret, "the secret passwords cannot be read from /run/secrets/"),
    "no-config": (lacks("mosquitto.conf"), "/mqttmesh/config/mosquitto.conf is missing"),
    "no-acl": (lacks("acl"), "/mqttmesh/config/acl is missing"),
    "pair-mismatch": (
        shows(IssuedPair(LEAF.certificate, OTHER.private_key)),
        "privkey.pem is no pair that Mosquitto can use: key values mismatch",
    ),
    "pair-cut": (
        shows(IssuedPair(LEAF.certificate[:300], LEAF.private_key)),
        "privkey.pem is no pair that Mosquitto can use: bad end line",
    ),
    **{
        f"no-tmpfs-{name}": (has_no_tmpfs(name), f"{place} cannot be written to")
        for name, place in TMPFS.items()
    },
}
SOUND = "sound"


def topology() -> str:
    spokes = ""
    for spoke in (*FAULTS, SOUND):
        own = OWN_PAIR.format(spoke=spoke) if spoke.startswith("pair") else "listeners: [{port: 1883}]"
        spokes += f"  - {{name: {spoke}, {own}, users: [{{name: meter-{spoke}, write: ['sensors/#']}}]}}\n"
    return f"version: 1\nname: grid\ntrust: [system, pki/root.pem]\n{HUB}{REST}spokes:\n{spokes}"


@pytest.fixture(scope="module")
def mesh(
    shell_image: Image, daemon: Daemon, compose: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """A spoke for each fault, and one without; all were started."""
    folder = tmp_path_factory.mktemp("faults") / "mesh"
    with deployment(folder, daemon, compose, shell_image.tag, topology(), CHAIN) as made:
        for spoke, (lay, _) in FAULTS.items():
            lay(made, spoke)
        made.up()
        yield made


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_ends_it_with_one_line(mesh: Deployment, fault: str) -> None:
    code, said = ended(mesh.broker(fault))
    assert code == STOPPED, said
    assert said.startswith("mqttmesh: ")
    assert FAULTS[fault][1] in said
    assert said.count("\n") == 1


def test_without_a_fault_it_starts_and_connects(mesh: Deployment) -> None:
    mesh.connects(SOUND)
    assert not mesh.broker(SOUND).says("mqttmesh: ")
