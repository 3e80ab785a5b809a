"""What a trust folder may hold, in real containers: every spoke of this mesh has it in another form.

The hub shows leaf and intermediate, so each bridge that connects found the root through its own form of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.authority import Authority
from tests.support.containers import Daemon
from tests.support.deployments import Chain, Deployment, deployment, grid
from tests.support.images import ALPINE, DEBIAN, built

CHAIN = Chain()
PEM, MID = CHAIN.root.certificate, CHAIN.intermediate.certificate
OLD = Authority("Root that expired", lifetime=timedelta(seconds=30)).certificate
REISSUED = b"".join(replace(CHAIN.root).certificate for _ in range(2))
OTHERS = b"".join(Authority(f"Root {number}").certificate for number in range(149))
FILE = "01-root.pem"


def of(content: bytes) -> Callable[[Path], object]:
    return lambda trust: (trust / FILE).write_bytes(content)


def a_link(trust: Path) -> None:
    (trust.parent / "elsewhere.pem").write_bytes(PEM)
    (trust / FILE).unlink()
    (trust / FILE).symlink_to("../elsewhere.pem")


def a_folder_beside(trust: Path) -> None:
    (trust / "00-folder.pem").mkdir()


def the_same_in_two_files(trust: Path) -> None:
    (trust / "02-again.pem").write_bytes(PEM + PEM)


FORMS: dict[str, Callable[[Path], object]] = {
    "one-root": of(PEM),
    "crlf": of(PEM.replace(b"\n", b"\r\n")),
    "byte-order-mark": of(b"\xef\xbb\xbf" + PEM),
    "text-around": of(b"Subject: the root\n" + PEM + b"Issuer: itself\n"),
    "no-final-newline": of(MID.rstrip(b"\n") + b"\n" + PEM.rstrip(b"\n")),
    "root-and-intermediate": of(MID + PEM),
    "link": a_link,
    "folder-beside": a_folder_beside,
    "duplicates": the_same_in_two_files,
    "many-roots": of(OTHERS + PEM),
    "reissued-beside": of(REISSUED + PEM),
    "expired-beside": of(PEM + OLD),
}
STRANGER = "stranger"


SYSTEM, BUNDLE = "system, pki/root.pem", "pki/root.pem"
# The shell and its tools differ from userland to userland; what Mosquitto believes, from trust to trust.
MESHES = [(ALPINE[0], SYSTEM), (ALPINE[1], BUNDLE), (DEBIAN, SYSTEM)]


@pytest.fixture(
    scope="module", params=MESHES, ids=lambda mesh: f"{mesh[0].mosquitto}-{mesh[0].userland}-{mesh[1]}"
)
def mesh(
    request: pytest.FixtureRequest, daemon: Daemon, compose: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """A hub, a spoke for each form, and one that believes somebody else; all started."""
    image, trust = request.param
    folder = tmp_path_factory.mktemp("forms") / "mesh"
    text = grid(*FORMS, STRANGER, trust=trust)
    with deployment(folder, daemon, compose, built(image, daemon.client), text, CHAIN) as made:
        for spoke, lay in (FORMS | {STRANGER: of(OTHERS)}).items():
            lay(made.rendered / spoke / "trust")
        made.up()
        yield made


@pytest.mark.parametrize("form", FORMS)
def test_a_bridge_finds_its_root_in_any_form(mesh: Deployment, form: str) -> None:
    mesh.connects(form)
    ours = [line for line in mesh.broker(form).log().splitlines() if line.startswith("mqttmesh: ")]
    assert len(ours) == (1 if form == "expired-beside" else 0), ours


def test_an_expired_root_is_named(mesh: Deployment) -> None:
    mesh.broker("expired-beside").wait_for("mqttmesh: warning: 01-root-002.crt expired (UTC 20")


def test_a_spoke_that_believes_other_roots_refuses_the_hub(mesh: Deployment) -> None:
    mesh.broker("hub").wait_for("tlsv1 alert unknown ca", mesh.broker(STRANGER))
    mesh.broker(STRANGER).wait_for("certificate verify failed")
    assert not mesh.broker("hub").says(f"grid.{STRANGER} ")
