"""The entrypoint as its container's first process: restarts, signals, what is saved, a missing mount."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.support.containers import Daemon, RunningContainer
from tests.support.deployments import Chain, Deployment, deployment, ended, grid
from tests.support.images import Image
from tests.support.waiting import wait_until

CHAIN = Chain()
SPOKES = ("edge", "slow", "deaf", "unmounted")
NEVER_READY = "\ninstall_config\nwhile :; do sleep 0.1; done\n"


@pytest.fixture(scope="module")
def mesh(
    shell_image: Image, daemon: Daemon, compose: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Deployment]:
    """A hub and spokes; the hub and one spoke are started."""
    folder = tmp_path_factory.mktemp("container") / "mesh"
    with deployment(folder, daemon, compose, shell_image.tag, grid(*SPOKES), CHAIN) as made:
        made.up("hub", "edge")
        made.connects("edge")
        yield made


def test_the_broker_is_the_first_process_and_keeps_no_power(mesh: Deployment) -> None:
    status = mesh.broker("hub").run("cat", "/proc/1/status")
    assert "Name:\tmosquitto\n" in status
    assert "Uid:\t1883\t1883\t1883\t1883\n" in status
    assert "CapEff:\t0000000000000000\n" in status
    assert "NoNewPrivs:\t1\n" in status


def connected_again(hub: RunningContainer, times: int) -> bool:
    return hub.log().count(" as grid.edge (") >= times


def test_restarted_ten_times_over_it_connects_each_time(mesh: Deployment) -> None:
    hub, edge = mesh.broker("hub"), mesh.broker("edge")
    for connections in range(2, 12):
        mesh.restart("edge")
        wait_until(
            partial(connected_again, hub, connections),
            within=30,
            what=f"connection {connections}",
            logs=lambda: hub.log() + edge.log(),
        )
    assert not edge.says("mqttmesh: ")


@pytest.mark.parametrize(("stop", "kept"), [("stop", True), ("kill", False)])
def test_what_is_queued_survives_a_stop_but_no_kill(mesh: Deployment, stop: str, kept: bool) -> None:
    edge = mesh.broker("edge")
    session = ["mosquitto_sub", "-i", f"absent-{stop}", "-c", "-q", "1", "-t", f"local/{stop}"]
    edge.run(*session, "-E")
    edge.run("mosquitto_pub", "-q", "1", "-t", f"local/{stop}", "-m", "queued")
    mesh.compose(stop, "edge")
    assert ended(edge)[0] == (0 if kept else 137)
    mesh.restart("edge")
    # A retained word comes in any case, but after what was kept.
    edge.run("mosquitto_pub", "-q", "1", "-r", "-t", f"local/{stop}", "-m", "retained")
    assert edge.run(*session, "-C", "1", "-W", "15") == ("queued\n" if kept else "retained\n")


@pytest.mark.parametrize(("spoke", "code"), [("slow", 143), ("deaf", 137)])
def test_before_it_is_the_broker_it_stops_at_once(mesh: Deployment, spoke: str, code: int) -> None:
    mesh.edit(spoke, ("\ninstall_config\n", f"\nsay ready{NEVER_READY}"))
    if spoke == "deaf":
        mesh.edit(spoke, ("trap 'exit 143' TERM INT", ": "))
    mesh.up(spoke)
    mesh.broker(spoke).wait_for("ready")
    mesh.compose("stop", "--timeout", "2" if spoke == "deaf" else "30", spoke)
    assert ended(mesh.broker(spoke))[0] == code


def test_a_mount_that_is_missing_does_not_open_the_broker(mesh: Deployment) -> None:
    for file in (mesh.rendered / "unmounted").glob("*"):
        if file.is_file():
            file.unlink()
    mesh.up("unmounted")
    code, said = ended(mesh.broker("unmounted"))
    assert code != 0
    assert "entrypoint.sh" in said
    assert "mosquitto version" not in said


def test_a_folder_that_is_missing_is_not_made(mesh: Deployment) -> None:
    elsewhere = mesh.rendered / "unmounted"
    moved = elsewhere.rename(mesh.folder / "moved")
    try:
        assert "does not exist" in mesh.compose("up", "-d", "--force-recreate", "unmounted", fails=True)
        assert not elsewhere.exists()
    finally:
        moved.rename(elsewhere)
