"""Renewals on every engine: nothing is lost and no bridge dropped; what is bad is refused and named."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from tests.e2e.conftest import Engine
from tests.support.clients import connected
from tests.support.load import steady
from tests.support.real_meshes import HOST, RealMesh, real_mesh

RENEWALS = 2


@pytest.fixture(scope="module")
def real(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealMesh]:
    """A hub and three spokes with certificates of their own, up."""
    with real_mesh(engine, tmp_path_factory.mktemp("real")) as mesh:
        yield mesh


def half_copied(real: RealMesh) -> None:
    before = (real.pair / "privkey.pem").read_bytes()
    real.renew()
    (real.pair / "privkey.pem").write_bytes(before)


def cut_short(real: RealMesh) -> None:
    real.renew()
    chain = real.pair / "fullchain.pem"
    chain.write_bytes(chain.read_bytes()[:200])


def without_its_intermediate(real: RealMesh) -> None:
    real.renew()
    chain = real.pair / "fullchain.pem"
    leaf, end, _ = chain.read_text().partition("-----END CERTIFICATE-----\n")
    chain.write_text(leaf + end)


def of_another_name(real: RealMesh) -> None:
    real.renew("mqtt.other.example")


def expired(real: RealMesh) -> None:
    real.renew(lifetime=timedelta(minutes=-1))


# How a renewal goes wrong, and what is said of it.
BAD: dict[Callable[[RealMesh], None], str] = {
    half_copied: "privkey.pem is the key of another certificate",
    cut_short: "fullchain.pem holds no certificate",
    without_its_intermediate: "unable to get local issuer certificate",
    of_another_name: f"it does not carry the name {HOST}, but mqtt.other.example",
    expired: "it expired on ",
}


def test_renewals_lose_nothing_and_drop_no_bridge(real: RealMesh) -> None:
    hub, secret = real.addresses["hub"], real.mesh.password("hub/historian")
    spokes = {name: address for name, address in real.addresses.items() if name != "hub"}
    with ExitStack() as clients:
        historian = clients.enter_context(
            connected(
                hub,
                8883,
                user="historian",
                password=secret,
                authority=real.pki / "root.pem",
                name=HOST,
            )
        )
        historian.subscribe("sites/#")
        edges = {name: clients.enter_context(connected(address, 1883)) for name, address in spokes.items()}
        with steady(edges, "sensors/a") as load:
            for _ in range(RENEWALS):
                renewed = real.renew()
                assert "hub shows " in real.mesh.mqttmesh("certs install")
                assert real.served() == {renewed}
        load.collect(historian)
    assert min(load.sent.values()) > 0
    assert load.lost == []
    assert real.connections() == [1] * len(spokes)


def test_a_bad_renewal_is_named_and_the_old_certificate_is_served(real: RealMesh, tmp_path: Path) -> None:
    before = real.served()
    shutil.copytree(real.pair, tmp_path / "kept")
    for spoil, said in BAD.items():
        spoil(real)
        refused = real.mesh.mqttmesh("certs install", expect=1)
        assert said in refused
        assert "What the broker shows has not changed." in refused
        assert real.served() == before, spoil.__name__
        shutil.copytree(tmp_path / "kept", real.pair, dirs_exist_ok=True)
    assert "hub shows " in real.mesh.mqttmesh("certs install")
