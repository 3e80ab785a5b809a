"""Hostile chains and anchors are judged all the same, and in time."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from cryptography import x509

from mqttmesh.certs.cause import Cause
from mqttmesh.certs.diagnosis import diagnose
from mqttmesh.certs.order import out_of_order, unrelated
from mqttmesh.certs.verifier import Anchors
from tests.support.certificates import Entity, authority, leaf

NAME = "mqtt.grid.example"
ROOT = authority("Root")


def cause(chain: list[Entity], *anchors: Entity, system: bool = False) -> Cause | None:
    """Why a hub is refused."""
    believed = Anchors(tuple(each.certificate for each in anchors), system)
    said = diagnose([each.certificate for each in chain], believed, "server", datetime.now(UTC))
    return said.cause if said else None


def test_a_sound_chain_has_no_cause() -> None:
    assert cause([leaf(ROOT, names=[NAME])], ROOT) is None


def test_the_systems_store_does_not_know_a_private_root() -> None:
    issuer = authority("Intermediate", ROOT)
    assert cause([leaf(issuer, names=[NAME]), issuer], system=True) is Cause.UNTRUSTED


def test_two_authorities_that_issued_each_other_are_no_loop() -> None:
    one, other = authority("One"), authority("Other")
    crossed = authority("One", other, key=one.key), authority("Other", one, key=other.key)
    assert cause([leaf(crossed[0], names=[NAME]), *crossed], ROOT) is Cause.UNTRUSTED


@pytest.mark.parametrize("count", [2000, 20000])
def test_a_chain_without_end_is_refused_at_once(count: int) -> None:
    chain: list[x509.Certificate] = [leaf(ROOT, names=[NAME]).certificate] + [ROOT.certificate] * count
    said = diagnose(chain, Anchors((ROOT.certificate,)), "server", datetime.now(UTC))
    assert said is not None  # as by a broker: the handshake's message is too large
    assert not out_of_order(chain) and not list(unrelated(chain))


def test_many_anchors_are_one_store() -> None:
    others = [authority(f"Root {number}") for number in range(300)]
    assert cause([leaf(ROOT, names=[NAME])], *others, ROOT) is None
    assert cause([leaf(ROOT, names=[NAME])], *others) is Cause.INCOMPLETE
