"""The entrypoint, run: what starts a broker, and what stops it with one line."""

from __future__ import annotations

import os
import string
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.authority import Authority
from tests.support.brokers import fetched
from tests.support.entrypoints import STOPPED, Root, container_root
from tests.support.rendering import EXAMPLES, TOPOLOGIES, rendered_example, values
from tests.support.topologies import resolved

AUTHORITY = (TOPOLOGIES / "pki" / "authority.pem").read_bytes()
OTHER = (TOPOLOGIES / "pki" / "spokes.pem").read_bytes()
PRIVATE_KEY = b"-----BEGIN PRIVATE KEY-----\nMC4C\n-----END PRIVATE KEY-----\n"

SPOKE = """\
trust: [{trust}]
spokes:
  - name: edge-1
    listeners: [{{port: 1883}}]
    users: [{{name: meter, write: ["sensors/#"]}}]
"""

MakeRoot = Callable[..., Root]


@pytest.fixture
def spoke(tmp_path: Path) -> MakeRoot:
    def made(trust: str = "authority.pem", pem: bytes | None = AUTHORITY) -> Root:
        mesh = resolved(tmp_path, SPOKE.format(trust=trust))
        root = container_root(tmp_path / "root", mesh, "edge-1", fetched("mosquitto-2.1", "mosquitto"))
        if pem is not None:
            root.file("config/trust/01-authority.pem", pem)
        return root

    return made


def starts(root: Root) -> None:
    started = root.run("echo", "started as", "it is")
    assert (started.returncode, started.stdout, started.stderr) == (0, "started as it is\n", "")


def stops(root: Root, why: str) -> None:
    stopped = root.run("echo", "started")
    assert (stopped.returncode, stopped.stdout) == (STOPPED, "")
    assert stopped.stderr.startswith("mqttmesh: ")
    assert stopped.stderr.count("\n") == 1
    assert why in stopped.stderr


@pytest.mark.parametrize("name", EXAMPLES)
def test_shellcheck_finds_nothing(name: str, tmp_path: Path) -> None:
    texts = {file.content for path, file in rendered_example(name).items() if path.endswith("entrypoint.sh")}
    for number, text in enumerate(texts):
        (tmp_path / f"{number}.sh").write_bytes(text)
    command = [str(fetched("shellcheck", "shellcheck")), "-s", "sh", *map(str, tmp_path.iterdir())]
    read = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (read.returncode, read.stdout) == (0, "")


def test_shellcheck_would_find_something(tmp_path: Path) -> None:
    (tmp_path / "bad.sh").write_text("#!/bin/sh\nrm $1\n")
    command = [str(fetched("shellcheck", "shellcheck")), str(tmp_path / "bad.sh")]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_stays_readable(name: str) -> None:
    for path, file in rendered_example(name).items():
        assert not path.endswith("entrypoint.sh") or len(file.content.splitlines()) <= 275


@pytest.mark.parametrize(
    ("pem", "certificates"),
    [
        (AUTHORITY, 1),
        (AUTHORITY + OTHER, 2),
        (AUTHORITY + AUTHORITY, 2),
        (AUTHORITY.replace(b"\n", b"\r\n"), 1),
        (b"\xef\xbb\xbf" + AUTHORITY, 1),
        (b"Subject: an authority\n\n" + AUTHORITY + b"\nIssuer: another\n" + OTHER, 2),
        (AUTHORITY.rstrip(b"\n"), 1),
        (AUTHORITY.rstrip(b"\n") + b"\n" + OTHER.rstrip(b"\n"), 2),
        ((AUTHORITY + OTHER) * 75, 150),
    ],
)
@pytest.mark.parametrize("trust", ["authority.pem", "system, authority.pem"])
def test_every_certificate_is_one_sound_file(
    spoke: MakeRoot, trust: str, pem: bytes, certificates: int
) -> None:
    root = spoke(trust, pem)
    starts(root)
    split = root.folder / ("store" if "system" in trust else "run/mqttmesh/split")
    files = [file.read_bytes() for file in split.iterdir()]
    assert len(files) == certificates
    assert set(files) <= {AUTHORITY, OTHER}
    if "system" not in trust:
        assert (root.folder / "run/mqttmesh/trust.pem").read_bytes().count(b"BEGIN") == certificates


@pytest.mark.parametrize("trust", ["authority.pem", "system, authority.pem"])
@pytest.mark.parametrize(
    ("pem", "why"),
    [
        (b"", "holds no certificate"),
        (b"certificate\n", "holds no certificate"),
        (AUTHORITY + PRIVATE_KEY, "holds a private key"),
        (PRIVATE_KEY, "holds a private key"),
        (AUTHORITY[:-40], "ends inside a certificate"),
        (AUTHORITY[:-40] + b"\n" + OTHER, "ends inside a certificate"),
    ],
)
def test_bad_trust_stops_it(spoke: MakeRoot, trust: str, pem: bytes, why: str) -> None:
    stops(spoke(trust, pem), f"01-authority.pem {why}")


@pytest.mark.parametrize("trust", ["authority.pem", "system, authority.pem"])
@pytest.mark.parametrize(
    ("lifetime", "expired"),
    [(timedelta(seconds=30), True), (timedelta(hours=1), False), (timedelta(days=365 * 40), False)],
)
def test_an_authority_that_expired_is_named(
    spoke: MakeRoot, trust: str, lifetime: timedelta, expired: bool
) -> None:
    """From 2050 on a certificate's times have four digits for the year (RFC 5280 §4.1.2.5)."""
    root = spoke(trust, AUTHORITY + Authority(lifetime=lifetime).certificate)
    started = root.run("echo", "started")
    assert (started.returncode, started.stdout) == (0, "started\n")
    assert started.stderr.startswith("mqttmesh: warning: 01-authority-002.crt expired (UTC 2") is expired
    assert started.stderr.count("\n") == expired


@pytest.mark.parametrize("trust", ["authority.pem", "system, authority.pem"])
def test_a_folder_among_the_authorities_is_left_out_but_no_dead_link(spoke: MakeRoot, trust: str) -> None:
    root = spoke(trust)
    trusted = root.folder / "config/trust"
    (trusted / "00-folder.pem").mkdir()
    starts(root)
    (trusted / "02-link.pem").symlink_to("nowhere.pem")
    stops(root, "02-link.pem is a link that leads nowhere")


def test_a_private_bundle_needs_a_certificate(spoke: MakeRoot) -> None:
    stops(spoke("authority.pem", None), "trust holds no PEM file")


def test_an_authority_without_its_hash_stops_it(spoke: MakeRoot) -> None:
    root = spoke("system, authority.pem")
    for name in ("hashed/ca-certificates.crt", "hashed/0.0"):
        root.file(name, b"# nothing\n")
    root.file("programs/update-ca-certificates", b"#!/bin/sh\n")
    stops(root, "left out")


def test_an_identical_authority_of_the_image_will_do(spoke: MakeRoot) -> None:
    root = spoke("system, authority.pem")
    for name in ("hashed/ca-certificates.crt", "hashed/89c02a45.0"):
        root.file(name, b"# of the image\n" + AUTHORITY)
    root.file("programs/update-ca-certificates", b"#!/bin/sh\nexit 0\n")
    starts(root)


def test_a_failing_update_stops_it(spoke: MakeRoot) -> None:
    root = spoke("system")
    root.file("programs/update-ca-certificates", b"#!/bin/sh\necho no space left; exit 1\n")
    stops(root, "update-ca-certificates failed: no space left")


PRINTABLE = "".join(sorted(set(string.printable) - set(string.whitespace)))


@pytest.mark.parametrize(
    "secret",
    [
        PRINTABLE,
        "a b  c",
        "&",
        r"\1\n\\",
        "$HOME`id`$(id)",
        "%s%n",
        "@secret:bridge-password@",
        "-n",
        "*",
        "päss",
    ],
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_a_secret_is_taken_literally(spoke: MakeRoot, secret: str, end: str) -> None:
    root = spoke()
    root.file("secrets/bridge-password", (secret + end).encode())
    starts(root)
    filled = root.folder / "run/mqttmesh/mosquitto.conf"
    template = (root.folder / "config/mosquitto.conf").read_text()
    assert filled.read_text() == template.replace("@secret:bridge-password@", secret)
    assert values(filled.read_text(), "remote_password") == [secret]


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        (b"", "is empty"),
        (b"\n", "is empty"),
        (b"a\nb", "more than one line"),
        (b"a\n\n", "more than one line"),
        (b"a\nlistener 1884\n", "more than one line"),
        (b"a\r\n", "control characters"),
        (b"a\tb", "control characters"),
        (b"a\0b", "control characters"),
        (b" a", "a blank"),
        (b"a \n", "a blank"),
    ],
)
def test_a_bad_secret_stops_it(spoke: MakeRoot, secret: bytes, why: str) -> None:
    root = spoke()
    root.file("secrets/bridge-password", secret)
    stops(root, why)


@pytest.mark.parametrize("missing", ["secrets/bridge-password", "secrets/passwords", "config/mosquitto.conf"])
def test_what_is_missing_is_named(spoke: MakeRoot, missing: str) -> None:
    root = spoke()
    (root.folder / missing).unlink()
    stops(root, str(root.folder / missing))


def test_a_folder_that_is_no_tmpfs_is_named(spoke: MakeRoot) -> None:
    root = spoke()
    (root.folder / "tmp").rmdir()
    stops(root, f"{root.folder}/tmp cannot be written to: give the container a tmpfs there")


def test_what_the_broker_reads_is_its_own(spoke: MakeRoot) -> None:
    root = spoke()
    starts(root)
    run = root.folder / "run/mqttmesh"
    for name in ("mosquitto.conf", "acl", "acl-observation", "passwords", "trust.pem"):
        state = (run / name).lstat()
        assert (oct(state.st_mode), state.st_uid, state.st_gid) == ("0o100600", os.getuid(), os.getgid())
    modes = {name: oct((run / name).stat().st_mode) for name in (".", "tls", "client-ca", "observation")}
    assert modes == {".": "0o40711", "tls": "0o40711", "client-ca": "0o40711", "observation": "0o42770"}
