"""A running hub's certificate: renewed by a sound pair, kept where one is faulty, taken back when asked."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.authority import Authority, IssuedPair
from tests.support.certbot import lay_pair
from tests.support.containers import Daemon
from tests.support.deployments import HOST, OPEN, WATCHED, Chain, Deployment, deployment, grid
from tests.support.images import Image
from tests.support.waiting import wait_until

CHAIN = Chain()
AT_ONCE = (("tick=2 stillness=10", "tick=0.1 stillness=0.1"), ("look_every=30", "look_every=1"))
RENEWED = "was renewed and is in use"
SOUND, NEXT, OTHER = CHAIN.issue(), CHAIN.issue(), CHAIN.issue("elsewhere.example")
UNUSABLE = "is no pair that Mosquitto can use: "
UNPROVED = f"does not prove to be {HOST} to who believes what the spokes believe: "
FAULTS = {
    "half-copied": (IssuedPair(NEXT.certificate, SOUND.private_key), f"{UNUSABLE}key values mismatch"),
    "cut": (IssuedPair(NEXT.certificate[:300], NEXT.private_key), f"{UNUSABLE}bad end line"),
    "empty": (IssuedPair(b"", NEXT.private_key), f"{UNUSABLE}no start line"),
    "expired": (CHAIN.issue(lifetime=timedelta(seconds=30)), "alert certificate expired"),
    "another's": (Authority("Stranger").issue(HOST), f"{UNPROVED}tlsv1 alert unknown ca"),
    "another name": (OTHER, UNPROVED),
}


@pytest.fixture(scope="module")
def hub(
    shell_image: Image, daemon: Daemon, compose: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """A hub whose watcher looks all the time."""
    folder = tmp_path_factory.mktemp("renewal") / "mesh"
    with deployment(folder, daemon, compose, shell_image.tag, grid("edge"), CHAIN) as made:
        lay_pair(folder / "letsencrypt", HOST, SOUND)
        made.edit("hub", *AT_ONCE, WATCHED)
        made.up("hub")
        made.broker("hub").wait_for(" running")
        yield made


def shows(hub: Deployment, pair: IssuedPair) -> bool:
    served = ssl.get_server_certificate((hub.address("hub"), 8883))
    return pair.certificate.decode().startswith(served.strip())


def comes_to_show(hub: Deployment, pair: IssuedPair) -> None:
    wait_until(lambda: shows(hub, pair), within=20, what="another certificate", logs=hub.broker("hub").log)


def lay(hub: Deployment, pair: IssuedPair, version: int) -> None:
    lay_pair(hub.folder / "letsencrypt", HOST, pair, version)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_faulty_pair_is_not_used_and_the_log_says_why(hub: Deployment, fault: str) -> None:
    pair, why = FAULTS[fault]
    lay(hub, pair, version=2)
    hub.broker("hub").wait_for(why)
    assert hub.broker("hub").says("fullchain.pem is not used: it ")
    assert shows(hub, SOUND)
    assert not hub.broker("hub").says(RENEWED)
    lay(hub, SOUND, version=1)


def test_a_renewed_pair_is_shown_taken_back_and_shown_again(hub: Deployment) -> None:
    lay(hub, NEXT, version=3)
    comes_to_show(hub, NEXT)
    broker = hub.broker("hub")
    broker.wait_for(RENEWED)
    broker.run("sh", "-c", "echo back >/run/mqttmesh/asked")
    comes_to_show(hub, SOUND)
    broker.wait_for("was taken back")
    broker.run("sh", "-c", "echo renew >/run/mqttmesh/asked")
    comes_to_show(hub, NEXT)
    assert broker.run("cat", "/proc/1/comm") == "mosquitto\n"
    assert not broker.says(OPEN)


def test_asked_for_it_the_watcher_does_not_wait(
    shell_image: Image, daemon: Daemon, compose: Path, tmp_path: Path
) -> None:
    with deployment(tmp_path / "mesh", daemon, compose, shell_image.tag, grid("edge"), CHAIN) as hub:
        hub.up("hub")
        hub.broker("hub").wait_for(" running")
        lay(hub, NEXT, version=2)
        hub.broker("hub").run("sh", "-c", "echo renew >/run/mqttmesh/asked")
        comes_to_show(hub, NEXT)


def test_a_pair_that_is_still_being_written_is_not_used(
    shell_image: Image, daemon: Daemon, compose: Path, tmp_path: Path
) -> None:
    """Sound as it is, what stands there when the wait is over is another one."""
    between = CHAIN.issue()
    slowly = ("tick=2 stillness=10", "tick=0.1 stillness=4")
    with deployment(tmp_path / "mesh", daemon, compose, shell_image.tag, grid("edge"), CHAIN) as hub:
        lay_pair(tmp_path / "mesh" / "letsencrypt", HOST, SOUND)
        hub.edit("hub", slowly, AT_ONCE[1], WATCHED)
        hub.up("hub")
        broker = hub.broker("hub")
        broker.wait_for(" running")
        lay(hub, between, version=2)
        staged = "/run/mqttmesh/tls/next/listener.crt"
        wait_until(
            lambda: broker.run("sh", "-c", f"cat {staged} 2>/dev/null || :") == between.certificate.decode(),
            within=20,
            what="the pair to be seen",
            logs=broker.log,
        )
        lay(hub, NEXT, version=3)
        comes_to_show(hub, NEXT)
        assert broker.log().count(RENEWED) == 1
