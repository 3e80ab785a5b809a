"""The image's own store and ours: what it holds already, what it does not count, and the story without us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import pytest

from tests.support.authority import Authority, IssuedPair
from tests.support.certbot import lay_pair
from tests.support.containers import Daemon
from tests.support.deployments import HOST, Chain, Deployment, deployment, grid
from tests.support.images import Image

CHAIN = Chain()
ROOT, MID = CHAIN.root.certificate, CHAIN.intermediate.certificate
OURS = "\ninstall_trust\n"
NOTHING = "\n"
THE_FAMOUS_RECIPE = '\n(umask 022 && cp "$folder"/trust/* "$store" && update-ca-certificates)\n'
SKIPPED = "does not contain exactly one certificate or CRL: skipping"


class Deploy(Protocol):
    def __call__(self, image: str, trust: str, spokes: dict[str, bytes]) -> Deployment: ...


@pytest.fixture
def deploy(daemon: Daemon, compose: Path, tmp_path: Path) -> Iterator[Deploy]:
    """Makes a mesh that is not started; each spoke's trust holds what is given for it."""
    with ExitStack() as everything:

        def made(image: str, trust: str, spokes: dict[str, bytes]) -> Deployment:
            folder = tmp_path / uuid4().hex[:12]
            text = grid(*spokes, trust=trust)
            mesh = everything.enter_context(deployment(folder, daemon, compose, image, text, CHAIN))
            for spoke, content in spokes.items():
                if content:
                    (mesh.rendered / spoke / "trust/01-root.pem").write_bytes(content)
            return mesh

        yield made


@pytest.fixture
def holding_our_root(shell_image: Image, daemon: Daemon, tmp_path: Path) -> Iterator[str]:
    """The tag of an image whose store holds the tests' root beside Mozilla's."""
    tag, folder = f"{shell_image.tag}-{uuid4().hex[:12]}", tmp_path / "image"
    folder.mkdir()
    (folder / "tests.crt").write_bytes(ROOT)
    (folder / "Dockerfile").write_text(
        f"FROM {shell_image.tag}\n"
        "COPY tests.crt /usr/share/ca-certificates/tests.crt\n"
        "RUN echo tests.crt >>/etc/ca-certificates.conf && update-ca-certificates\n"
    )
    daemon.client.images.build(path=str(folder), tag=tag, network_mode="none", rm=True)
    try:
        yield tag
    finally:
        daemon.client.images.remove(tag)


def is_refused(mesh: Deployment, spoke: str) -> None:
    """Start a spoke that has to refuse the hub, see both say so, and stop it."""
    before = mesh.broker("hub").log().count("tlsv1 alert unknown ca")
    mesh.up(spoke)
    mesh.broker(spoke).wait_for("certificate verify failed", mesh.broker("hub"))
    mesh.compose("kill", spoke)
    assert mesh.broker("hub").log().count("tlsv1 alert unknown ca") > before
    assert not mesh.broker("hub").says(f"grid.{spoke} ")


def test_a_root_that_the_image_holds_is_believed_with_system_alone(
    holding_our_root: str, deploy: Deploy
) -> None:
    for trust, given in (("system", b""), ("system, pki/root.pem", ROOT)):
        mesh = deploy(holding_our_root, trust, {"edge": given})
        mesh.up()
        mesh.connects("edge")
        assert not mesh.broker("edge").says("mqttmesh: ")


def test_without_system_what_the_image_holds_counts_for_nothing(
    holding_our_root: str, deploy: Deploy
) -> None:
    mesh = deploy(holding_our_root, "pki/root.pem", {"edge": Authority("Another").certificate})
    mesh.up("hub")
    is_refused(mesh, "edge")


def test_the_story_with_us_and_without(shell_image: Image, deploy: Deploy) -> None:
    forms = {"nothing": ROOT, "recipe": MID + ROOT, "middle": MID, "ours": MID + ROOT, "root": ROOT}
    mesh = deploy(shell_image.tag, "system, pki/root.pem", forms)
    mesh.edit("nothing", (OURS, NOTHING))
    mesh.edit("recipe", (OURS, THE_FAMOUS_RECIPE))
    mesh.up("hub")
    for spoke in ("nothing", "recipe", "middle"):
        is_refused(mesh, spoke)
    if shell_image.userland == "alpine":
        assert mesh.broker("recipe").says(f"ca-cert-01-root.pem.pem {SKIPPED}")
    mesh.up("ours", "root")
    mesh.connects("ours")
    mesh.connects("root")


def test_a_hub_without_its_chain_is_mended_by_who_believes_both(shell_image: Image, deploy: Deploy) -> None:
    mesh = deploy(shell_image.tag, "system, pki/root.pem", {"both": MID + ROOT, "root": ROOT})
    whole = CHAIN.issue()
    leaf = IssuedPair(whole.certificate.replace(MID, b""), whole.private_key)
    lay_pair(mesh.folder / "letsencrypt", HOST, leaf)
    mesh.up("hub")
    mesh.broker("hub").wait_for("mqttmesh: warning: /mqttmesh/keys/listener/live/")
    mesh.broker("hub").wait_for(f"does not prove to be {HOST} to who believes what the spokes believe: ")
    is_refused(mesh, "root")
    mesh.up("both")
    mesh.connects("both")
