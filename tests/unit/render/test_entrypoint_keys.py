"""The entrypoint and certificates: a pair is proved by Mosquitto itself before a broker reads it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.authority import Authority, IssuedPair
from tests.support.brokers import MosquittoBinary
from tests.support.certbot import lay_pair
from tests.support.entrypoints import STOPPED, Root, container_root
from tests.support.processes import free_port
from tests.support.topologies import resolved
from tests.support.waiting import wait_until

HUB = """\
trust: [authority.pem]
hub:
  host: localhost
  listeners: [{port: 8883, tls: true}]
  tls: {letsencrypt: /etc/letsencrypt/live/localhost}
"""
ARCHIVE = "keys/listener/archive/localhost"
BROKER = 'trap "echo told to reload" HUP; echo up; while :; do sleep 0.1; done'

BETWEEN = """\
#!/bin/sh
{program} "$@" || exit
case "$*" in *{run}/asked*) [ -e {run}/twice ] || {{ : >{run}/twice; echo back >{run}/asked; }} ;; esac
"""


def put_pair(root: Root, pair: IssuedPair, version: int = 1) -> None:
    lay_pair(root.folder / "keys/listener", "localhost", pair, version)


@pytest.fixture
def authority() -> Authority:
    return Authority()


@pytest.fixture
def hub(tmp_path: Path, mosquitto: MosquittoBinary, authority: Authority) -> Root:
    root = container_root(tmp_path / "root", resolved(tmp_path, HUB), "hub", mosquitto.path)
    root.file("config/trust/01-authority.pem", authority.certificate)
    script = root.folder / "config" / "entrypoint.sh"
    text = script.read_text()
    for usual, here in (
        ("tick=2 stillness=10", "tick=0.1 stillness=0.1"),
        ("look_every=30", "look_every=1"),
        ("proof_port=49152", f"proof_port={free_port()}"),
    ):
        assert usual in text
        text = text.replace(usual, here)
    script.write_text(text)
    return root


@contextmanager
def started(root: Root) -> Iterator[Path]:
    """The hub's container, with a broker that says when it is up and when it is told to reload; its log."""
    log = root.folder / "log"
    with log.open("wb") as output:
        command = ["sh", str(root.folder / "config/entrypoint.sh"), "sh", "-c", BROKER]
        process = subprocess.Popen(
            command, env={"PATH": root.path}, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield log
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def says(log: Path, *words: str) -> None:
    """Wait until the log holds these words."""
    wait_until(
        lambda: all(word in log.read_text() for word in words),
        within=20,
        what=f"{words} in the log",
        logs=log.read_text,
    )


def in_use(root: Root) -> IssuedPair:
    pair = root.folder / "run/mqttmesh/tls"
    return IssuedPair((pair / "listener.crt").read_bytes(), (pair / "listener.key").read_bytes())


def test_a_pair_is_copied_through_its_links(hub: Root, authority: Authority) -> None:
    pair = authority.issue("localhost")
    put_pair(hub, pair)
    with started(hub) as log:
        says(log, "up\n")
        assert log.read_text() == "up\n"
        assert in_use(hub) == pair
        for name in ("listener.crt", "listener.key"):
            state = (hub.folder / "run/mqttmesh/tls" / name).lstat()
            assert (oct(state.st_mode), state.st_uid) == ("0o100600", os.getuid())


def test_a_pair_that_does_not_match_stops_it(hub: Root, authority: Authority) -> None:
    one, other = authority.issue("localhost"), authority.issue("localhost")
    put_pair(hub, IssuedPair(one.certificate, other.private_key))
    stopped = hub.run("echo", "up")
    assert (stopped.returncode, stopped.stdout) == (STOPPED, "")
    assert stopped.stderr.count("\n") == 1
    assert "is no pair that Mosquitto can use: key values mismatch" in stopped.stderr


def test_links_that_lead_nowhere_stop_it(hub: Root, authority: Authority) -> None:
    put_pair(hub, authority.issue("localhost"))
    (hub.folder / ARCHIVE / "privkey1.pem").unlink()
    stopped = hub.run("echo", "up")
    assert (stopped.returncode, stopped.stdout) == (STOPPED, "")
    assert "privkey.pem is missing" in stopped.stderr


@pytest.mark.parametrize("issued_by", [Authority("Stranger"), None], ids=["wrong authority", "wrong name"])
def test_spokes_that_will_refuse_it_are_announced(
    hub: Root, authority: Authority, issued_by: Authority | None
) -> None:
    put_pair(hub, issued_by.issue("localhost") if issued_by else authority.issue("elsewhere.example"))
    with started(hub) as log:
        says(log, "warning: ", "does not prove to be localhost", "up\n")


def test_a_renewed_pair_is_taken_and_the_broker_told(hub: Root, authority: Authority) -> None:
    put_pair(hub, authority.issue("localhost"))
    with started(hub) as log:
        says(log, "up\n")
        renewed = authority.issue("localhost")
        put_pair(hub, renewed, version=2)
        says(log, "told to reload\n", "was renewed and is in use")
        assert in_use(hub) == renewed
        assert (hub.folder / "run/mqttmesh/heartbeat").exists()


def test_a_word_that_comes_while_another_is_taken_is_the_next(hub: Root, authority: Authority) -> None:
    run = hub.folder / "run/mqttmesh"
    for name in ("cat", "mv"):  # once, whatever takes the first word is followed by another at once
        program = shutil.which(name, path=hub.path)
        hub.file(f"programs/{name}", BETWEEN.format(program=program, run=run).encode()).chmod(0o755)
    put_pair(hub, first := authority.issue("localhost"))
    with started(hub) as log:
        says(log, "up\n")
        put_pair(hub, authority.issue("localhost"), version=2)
        says(log, "was renewed and is in use")
        (run / "asked").write_text("nothing\n")
        says(log, "was taken back")
        assert in_use(hub) == first


@pytest.mark.parametrize("fault", ["mismatch", "wrong name"])
def test_a_renewed_pair_that_would_break_the_link_is_not_taken(
    hub: Root, authority: Authority, fault: str
) -> None:
    sound = authority.issue("localhost")
    put_pair(hub, sound)
    with started(hub) as log:
        says(log, "up\n")
        other = authority.issue("elsewhere.example")
        put_pair(hub, other if fault == "wrong name" else IssuedPair(sound.certificate, other.private_key), 2)
        says(log, "is not used: ")
        assert in_use(hub) == sound
        assert "told to reload" not in log.read_text()


def test_it_stops_at_once_while_it_makes_ready(hub: Root, authority: Authority) -> None:
    put_pair(hub, authority.issue("localhost"))
    hub.file("programs/mosquitto", b"#!/bin/sh\nkill -TERM $PPID\nexec sleep 1\n").chmod(0o755)
    stopped = hub.run("echo", "up")
    assert (stopped.returncode, stopped.stdout) == (143, "")
