"""Renewals that nobody announces: a container's watcher sees them, proves them, and says what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from tests.support.containers import Daemon, RunningContainer
from tests.support.docker_meshes import container_of, docker_mesh
from tests.support.real_meshes import (
    HOST,
    RealMesh,
    cut_short,
    expired,
    half_copied,
    of_another_name,
    real_mesh,
    without_its_intermediate,
)
from tests.support.waiting import wait_until

# It looks each minute, and waits 10 s until nobody writes: here as often as it can.
AT_ONCE = (("tick=2 stillness=10", "tick=0.2 stillness=1"), ("look_every=30", "look_every=1"))

CHAIN = "/mqttmesh/keys/listener/certificate/fullchain.pem"
ASKED = "/run/mqttmesh/asked"
NO_PAIR = "it is no pair that Mosquitto can use: "
NO_PROOF = f"it does not prove to be {HOST} to who believes what the spokes believe: "
BAD: dict[Callable[[RealMesh], None], str] = {
    half_copied: f"{NO_PAIR}key values mismatch",
    cut_short: f"{NO_PAIR}bad end line",
    without_its_intermediate: f"{NO_PROOF}.*alert unknown ca",
    of_another_name: f"{NO_PROOF}.*alert (internal error|bad certificate)",  # as 2.0 and 2.1 have it
    expired: f"{NO_PROOF}.*alert certificate expired",
}


@pytest.fixture(scope="module")
def real(
    daemon: Daemon, compose: Path, alpine: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealMesh]:
    """A hub and one spoke in containers, with certificates of their own; the watcher looks all the time."""
    engine = partial(docker_mesh, daemon=daemon, compose=compose, image=alpine)
    with real_mesh(engine, tmp_path_factory.mktemp("watched"), spokes=1) as mesh:
        entrypoint = mesh.mesh.topology.parent / "real/hub/entrypoint.sh"
        text = entrypoint.read_text()
        for old, new in AT_ONCE:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        entrypoint.write_text(text)
        hub = container_of(mesh.mesh, daemon, "hub")
        hub.container.restart(timeout=5)
        wait_until(lambda: bridges(hub) == 2, within=30, what="the bridge to be back", logs=hub.log)
        yield mesh


@pytest.fixture
def hub(real: RealMesh, daemon: Daemon) -> RunningContainer:
    return container_of(real.mesh, daemon, "hub")


def bridges(hub: RunningContainer) -> int:
    """How often the spoke's bridge has connected."""
    return hub.log().count(" as real.edge-1 (")


def refusals(hub: RunningContainer, why: str) -> int:
    """How often the watcher has refused a pair for this reason."""
    return len(re.findall(f"mqttmesh: the renewed {CHAIN} is not used: {why}", hub.log()))


def refused(hub: RunningContainer, why: str, earlier: int) -> None:
    """Wait until it has done so once more."""
    wait_until(lambda: refusals(hub, why) > earlier, within=30, what=f"the words {why!r}", logs=hub.log)


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_a_bad_pair_is_named_and_the_old_certificate_is_served(
    spoil: Callable[[RealMesh], None], real: RealMesh, hub: RunningContainer, tmp_path: Path
) -> None:
    before, earlier = real.served(), refusals(hub, BAD[spoil])
    real.keep(tmp_path / "kept")
    spoil(real)
    refused(hub, BAD[spoil], earlier)
    assert real.served() == before
    real.restore(tmp_path / "kept")


def test_a_good_pair_is_served_and_bridges_stay(real: RealMesh, hub: RunningContainer) -> None:
    connected, renewed = bridges(hub), real.renew()
    hub.wait_for(f"{CHAIN} was renewed and is in use; a changed client_ca")
    wait_until(lambda: real.served() == {renewed}, within=10, what="the renewed one", logs=hub.log)
    assert bridges(hub) == connected


def test_what_was_refused_is_not_taken_back(real: RealMesh, hub: RunningContainer) -> None:
    """There is an older pair, but the one that is shown is not what was asked for."""
    before = real.served()
    of_another_name(real)
    for word in ("renew", "back"):
        hub.run("sh", "-c", f"echo {word} >{ASKED}; while [ -e {ASKED} ]; do sleep 0.1; done")
        refused(hub, BAD[of_another_name], refusals(hub, BAD[of_another_name]))
    assert real.served() == before
