"""What the arithmetic says that a queue keeps is what brokers deliver after an outage: to the message."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from mqttmesh.check import Case
from mqttmesh.check.outage import Outage, strains
from mqttmesh.load import load
from mqttmesh.resolve import resolution
from tests.support.brokers import MosquittoBinary
from tests.support.ends import Ends, ends_of
from tests.support.outages import HEAD, LooseMesh, loose_mesh

TOPOLOGY = (
    HEAD.replace("  auth:", "  queue: {messages: 200, bytes: 0B}\n  auth:")
    + """\
expect: {rate: 150/s, inward_rate: 30/s, outage: 1s, message_size: 10B}
spokes:
  - {name: plenty}
  - {name: exact, queue: {messages: 150, bytes: 1500B}}
  - {name: messages, queue: {messages: 100}}
  - {name: bytes, queue: {bytes: 1000B}}
  - {name: beyond, queue: {bytes: 1001B}}
  - {name: both, queue: {messages: 50, bytes: 1001B}}
  - {name: unlimited, queue: {messages: 0, bytes: 0B}}
  - {name: busy, expect: {inward_rate: 250/s}}
"""
)
SHORT = {"messages", "bytes", "beyond", "both"}


@pytest.fixture(scope="module")
def mesh(mosquitto: MosquittoBinary, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LooseMesh]:
    with loose_mesh(tmp_path_factory.mktemp("outage"), mosquitto, TOPOLOGY) as mesh:
        yield mesh


@pytest.fixture(scope="module")
def after(mesh: LooseMesh, predicted: dict[tuple[str, bool], Outage]) -> Iterator[dict[str, Ends]]:
    """Both ends of each link, after an outage in which exactly the expected messages were sent."""
    with ends_of(mesh) as ends:
        mesh.wire.cut()
        for spoke, link in ends.items():
            link.send_out(predicted[spoke, True].messages)
            link.send_in(predicted[spoke, False].messages)
        mesh.wire.mend()
        mesh.await_links()
        yield ends


@pytest.fixture(scope="module")
def predicted(mesh: LooseMesh) -> dict[tuple[str, bool], Outage]:
    """What the arithmetic says of each spoke, outward and inward."""
    topology = load(mesh.place.state / "topology.yaml")
    return {
        (spoke.name, strain.out): strain.outage
        for strain in strains(Case.of(topology, resolution(topology)))
        for spoke in strain.spokes.brokers
    }


def test_what_goes_out_arrives_as_predicted(
    after: dict[str, Ends], predicted: dict[tuple[str, bool], Outage]
) -> None:
    kept = {spoke: predicted[spoke, True].kept for spoke in after}
    arrived = {spoke: link.arrived_out(kept[spoke]) for spoke, link in after.items()}
    assert arrived == kept
    assert {spoke for spoke, count in arrived.items() if count < 150} == SHORT


def test_what_comes_in_arrives_as_predicted(
    after: dict[str, Ends], predicted: dict[tuple[str, bool], Outage]
) -> None:
    kept = {spoke: predicted[spoke, False].kept for spoke in after}
    arrived = {spoke: link.arrived_in(kept[spoke]) for spoke, link in after.items()}
    assert arrived == kept
    assert (arrived["busy"], arrived["plenty"]) == (200, 30)


def test_the_queues_that_are_blamed_are_those_that_lost(mesh: LooseMesh, after: dict[str, Ends]) -> None:
    assert mesh.blamed("outage-not-held") == {*SHORT, "hub"}


def test_with_the_values_that_the_hint_says_everything_is_held(
    mosquitto: MosquittoBinary, predicted: dict[tuple[str, bool], Outage], tmp_path: Path
) -> None:
    short = predicted["both", True].short
    said = ", ".join(f"{limit}: {value}" for limit, value in short.items())
    spoke = f"{{name: both, queue: {{{said}}}, expect: {{rate: 150/s, outage: 1s, message_size: 10B}}}}"
    text = f"{HEAD}spokes: [{spoke}]\n"
    with loose_mesh(tmp_path / "held", mosquitto, text) as mesh, ends_of(mesh) as ends:
        mesh.wire.cut()
        ends["both"].send_out(150)
        mesh.wire.mend()
        mesh.await_links()
        assert ends["both"].arrived_out(150) == 150
        assert mesh.blamed("outage-not-held") == set()
