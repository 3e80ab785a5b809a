"""Loopback addresses: no two brokers of this machine have one together, and who has one keeps it."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.runtime import lease as module
from mqttmesh.runtime.lease import holder, lease, release

OURS = ip_network("127.77.0.0/16")
PORT = 38_883  # one that no other program of a machine with tests is likely to take


@pytest.fixture(autouse=True)
def registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A registry of the test's own: the machine's may be in use."""
    folder = tmp_path / "run"
    folder.mkdir()
    monkeypatch.setattr(module, "runtime_folder", lambda: folder)
    return folder / "leases.json"


def mesh(folder: Path, name: str) -> Path:
    """The state folder of a mesh."""
    state = folder / name
    state.mkdir(exist_ok=True)
    return state


def brokers(count: int) -> Mapping[str, list[int]]:
    return {f"b-{number}": [PORT] for number in range(count)}


def test_every_broker_gets_an_address_of_its_own(tmp_path: Path) -> None:
    given = lease(mesh(tmp_path, "a"), {}, brokers(70))
    assert list(given) == list(brokers(70))
    assert len(set(given.values())) == 70
    assert all(ip_address(address) in OURS for address in given.values())
    assert "127.77.0.0" not in given.values()


def test_two_meshes_have_no_address_together(tmp_path: Path) -> None:
    first = lease(mesh(tmp_path, "a"), {}, brokers(20))
    second = lease(mesh(tmp_path, "b"), {}, brokers(20))
    third = lease(mesh(tmp_path, "a"), first, brokers(40))
    assert set(first.values()).isdisjoint(second.values())
    assert set(third.values()).isdisjoint(second.values())


def test_meshes_that_start_at_once_have_no_address_together(tmp_path: Path) -> None:
    states = [mesh(tmp_path, f"m-{number}") for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda state: lease(state, {}, brokers(20)), states))
    addresses = [address for leases in given for address in leases.values()]
    assert len(addresses) == len(set(addresses)) == 160


def test_who_holds_an_address_keeps_it_when_others_join_and_leave(tmp_path: Path) -> None:
    state = mesh(tmp_path, "a")
    held = lease(state, {}, brokers(3))
    joined = lease(state, held, {"new": [PORT], **brokers(3)})
    assert joined.items() >= held.items()
    left = lease(state, joined, {"b-2": [PORT], "new": [PORT]})
    assert left == {"b-2": held["b-2"], "new": joined["new"]}
    again = lease(state, left, {"newer": [PORT], "b-2": [PORT], "new": [PORT]})
    assert again["newer"] in {held["b-0"], held["b-1"]}
    assert len(set(again.values())) == 3


def test_an_address_that_another_mesh_leased_meanwhile_is_not_kept(registry: Path, tmp_path: Path) -> None:
    held = lease(mesh(tmp_path, "a"), {}, brokers(3))
    registry.unlink()
    others = lease(mesh(tmp_path, "b"), {}, brokers(3))
    assert set(others.values()) == set(held.values())
    assert set(lease(mesh(tmp_path, "a"), held, brokers(3)).values()).isdisjoint(others.values())


def test_what_is_released_is_leased_again(tmp_path: Path) -> None:
    first = lease(mesh(tmp_path, "a"), {}, brokers(3))
    assert lease(mesh(tmp_path, "b"), {}, brokers(3)) != first
    release(mesh(tmp_path, "a"))
    assert lease(mesh(tmp_path, "c"), {}, brokers(3)) == first


def test_releasing_what_was_never_leased_is_no_fault(tmp_path: Path) -> None:
    release(mesh(tmp_path, "a"))


def test_the_lease_of_a_folder_that_is_gone_is_free(tmp_path: Path) -> None:
    first = lease(mesh(tmp_path, "a"), {}, brokers(3))
    mesh(tmp_path, "a").rmdir()
    assert lease(mesh(tmp_path, "b"), {}, brokers(3)) == first


@pytest.mark.parametrize("content", [b"", b"{", b"null", b"[1]", b"7", b"\xff\x00", b'{"/no/such": 7}'])
def test_a_damaged_registry_is_made_anew(content: bytes, registry: Path, tmp_path: Path) -> None:
    registry.write_bytes(content)
    given = lease(mesh(tmp_path, "a"), {}, brokers(3))
    assert len(set(given.values())) == 3
    assert list(json.loads(registry.read_bytes())) == [str(mesh(tmp_path, "a"))]


def test_an_address_where_somebody_listens_without_a_lease_is_not_given(tmp_path: Path) -> None:
    taken = lease(mesh(tmp_path, "a"), {}, brokers(1))["b-0"]
    release(mesh(tmp_path, "a"))
    with socket.create_server((taken, PORT)):
        assert holder(taken, PORT) == "Address already in use"
        assert lease(mesh(tmp_path, "b"), {}, brokers(1))["b-0"] != taken
    assert holder(taken, PORT) is None


def test_when_every_address_is_taken_it_says_so(registry: Path, tmp_path: Path) -> None:
    registry.write_text(json.dumps({str(mesh(tmp_path, "a")): list(range(4096))}))
    with pytest.raises(EnvironmentProblem, match=rf"no address of {OURS} is free to listen on port {PORT}"):
        lease(mesh(tmp_path, "b"), {}, brokers(1))


def test_a_lease_that_fails_leaves_the_registry_as_it_was(registry: Path, tmp_path: Path) -> None:
    registry.write_text(json.dumps({str(mesh(tmp_path, "a")): list(range(4095))}))
    before = registry.read_bytes()
    with pytest.raises(EnvironmentProblem, match="is free to listen on"):
        lease(mesh(tmp_path, "b"), {}, brokers(40))
    assert registry.read_bytes() == before
