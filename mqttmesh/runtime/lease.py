"""Loopback addresses, leased: every broker of every mesh here has one of its own in 127.77.0.0/16."""

from __future__ import annotations

import fcntl
import json
import os
import socket
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem, naming
from mqttmesh.mesh import Listener, Mesh
from mqttmesh.runtime.places import runtime_folder
from mqttmesh.runtime.state import recall

_BLOCK = 16  # addresses that are leased together
_BLOCKS = 65536 // _BLOCK
_REGISTRY = "leases.json"


def keep_addresses(state: Path, mesh: Mesh) -> dict[str, str]:
    """An address for every broker of a mesh; those that were started here keep theirs.

    Raises:
        EnvironmentProblem: As `lease`.
    """
    known = recall(state)
    held = {name: broker.address for name, broker in known.brokers.items()} if known else {}
    return lease(state, held, {one.name: [door.port for door in one.listeners] for one in mesh.brokers})


def lease(state: Path, held: Mapping[str, str], wanted: Mapping[str, Sequence[int]]) -> dict[str, str]:
    """An address for every broker; those that hold one keep it.

    Args:
        state: The mesh's state folder; a lease whose folder is gone is free again.
        held: Addresses by broker, from earlier.
        wanted: For each broker that shall have an address, the ports it will listen on.

    Raises:
        EnvironmentProblem: No block is free, or the registry cannot be written.
    """
    with _registry() as leases:
        owner = str(state.absolute())
        mine = leases.setdefault(owner, [])
        given = {name: held[name] for name in wanted if name in held and _block(held[name]) in mine}
        free = _free(mine, set(given.values()))
        ports = frozenset(port for listened in wanted.values() for port in listened)
        for name in wanted:
            if name not in given:
                given[name] = next(free, None) or _extended(leases, mine, ports)
                free = _free(mine, set(given.values()))
        return given


def release(state: Path) -> None:
    """Give all addresses of a mesh back."""
    with _registry() as leases:
        leases.pop(str(state.absolute()), None)


def holder(address: str, port: int) -> str | None:
    """Why a port of an address cannot be listened on, or None when it can."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            return os.strerror(error.errno or 0)
    return None


def require_free(
    broker: str, address: str, listeners: Iterable[Listener], own: Container[tuple[str, int]] = ()
) -> None:
    """Refuse to start a broker whose ports somebody else listens on.

    Args:
        broker: Its name.
        address: Where it shall listen.
        listeners: On which ports.
        own: Where this mesh listens already.

    Raises:
        EnvironmentProblem: One is taken; it names the broker and the port.
    """
    for listener in listeners:
        if (address, listener.port) not in own and (why := holder(address, listener.port)):
            raise EnvironmentProblem(
                f"{broker} cannot listen on {address}:{listener.port}: {why}",
                hint=f"`ss -ltnp 'sport = :{listener.port}'` shows who does.",
            )


@contextmanager
def _registry() -> Iterator[dict[str, list[int]]]:
    """Blocks by the state folder of the mesh that holds them, for us alone while the context lasts."""
    folder = runtime_folder()
    with (folder / "leases.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        path = folder / _REGISTRY
        leases = _read(path)
        yield leases
        staged = path.with_suffix(".new")
        with naming(path):
            staged.write_text(json.dumps(leases))
        staged.replace(path)


def _read(path: Path) -> dict[str, list[int]]:
    try:
        known = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    if not isinstance(known, dict):
        return {}
    return {state: blocks for state, blocks in known.items() if Path(state).is_dir()}


def _free(blocks: Sequence[int], taken: set[str]) -> Iterator[str]:
    return (address for block in blocks for address in _addresses(block) if address not in taken)


def _extended(leases: Mapping[str, list[int]], mine: list[int], ports: Collection[int]) -> str:
    """The first address of a block that nobody has leased, and that nobody listens on without a lease."""
    leased = {block for blocks in leases.values() for block in blocks}
    for block in range(_BLOCKS):
        if block not in leased and not any(_taken(address, ports) for address in _addresses(block)):
            mine.append(block)
            return next(_addresses(block))
    raise EnvironmentProblem(
        f"no address of 127.77.0.0/16 is free to listen on port {', '.join(map(str, sorted(ports)))}",
        hint="Another program listens there on every address, or other meshes run: `mqttmesh down` them.",
    )


def _taken(address: str, ports: Collection[int]) -> bool:
    return any(holder(address, port) for port in ports)


def _addresses(block: int) -> Iterator[str]:
    numbers = range(block * _BLOCK, (block + 1) * _BLOCK)
    return (f"127.77.{number >> 8}.{number & 255}" for number in numbers if number)


def _block(address: str) -> int:
    _, _, high, low = address.split(".")
    return (int(high) * 256 + int(low)) // _BLOCK
