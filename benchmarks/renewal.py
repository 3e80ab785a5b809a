"""Renewals under load, on every engine: `python -m benchmarks.renewal`; exit 1 when one cost something.

Ten spokes publish at QoS 1 while the hub's certificate is renewed five times with `mqttmesh certs install`,
which is all that certbot's hook runs.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.support.brokers import fetched, mosquitto_binary
from tests.support.clients import connected
from tests.support.containers import docker_daemon
from tests.support.docker_meshes import docker_mesh
from tests.support.images import ALPINE, built
from tests.support.load import Load, steady
from tests.support.native import native_mesh
from tests.support.real_meshes import HOST, Engine, RealMesh, real_mesh

SPOKES = 10
RENEWALS = 5
LONGEST = 10.0  # seconds from the command until the renewed certificate is shown

HEAD = "             messages       rate  lost  duplicates  reconnected  shown: median, longest"


@dataclass(frozen=True)
class Outcome:
    """What five renewals cost: messages, and the seconds until each was shown."""

    load: Load
    seconds: list[float]
    rate: float
    reconnected: int

    @property
    def harmless(self) -> bool:
        return not self.load.lost and not self.reconnected and max(self.seconds) < LONGEST

    def __str__(self) -> str:
        sent = sum(self.load.sent.values())
        shown = f"{sorted(self.seconds)[len(self.seconds) // 2]:.1f} s{max(self.seconds):>7.1f} s"
        counts = f"{len(self.load.lost):>6}{self.load.duplicates:>12}{self.reconnected:>13}"
        return f"{sent:>9,}{self.rate:>9,.0f}/s{counts}{shown:>18}"


def outcome(real: RealMesh) -> Outcome:
    """Renew a mesh's certificate under load."""
    addresses = {name: address for name, address in real.addresses.items() if name != "hub"}
    hub, secret, root = real.addresses["hub"], real.mesh.password("hub/historian"), real.pki / "root.pem"
    with ExitStack() as clients:
        login = connected(hub, 8883, user="historian", password=secret, authority=root, name=HOST)
        historian = clients.enter_context(login)
        historian.subscribe("sites/#")
        edges = {name: clients.enter_context(connected(address, 1883)) for name, address in addresses.items()}
        began = time.monotonic()
        with steady(edges, "sensors/a") as load:
            seconds = [until_shown(real) for _ in range(RENEWALS)]
        rate = sum(load.sent.values()) / (time.monotonic() - began)
        load.collect(historian)
    return Outcome(load, seconds, rate, sum(real.connections()) - len(addresses))


def until_shown(real: RealMesh) -> float:
    """Seconds from the start of the command until every listener shows the renewed certificate."""
    renewed, began = real.renew(), time.monotonic()
    command = real.mesh.begin("certs install")
    while real.served() != {renewed}:
        if command.poll():
            sys.exit(command.communicate()[0])
    shown = time.monotonic() - began
    if command.wait():
        sys.exit(command.communicate()[0])
    return shown


def engines(everything: ExitStack) -> Iterator[tuple[str, Engine]]:
    """Every engine with every version of Mosquitto; containers where there is a daemon."""
    for release in ("2.0", "2.1"):
        yield f"native, {release}", partial(native_mesh, mosquitto=mosquitto_binary(release))
    try:
        daemon = everything.enter_context(docker_daemon())
    except pytest.skip.Exception as why:
        print(why)
        return
    compose = fetched("compose", "docker-compose")
    for image in ALPINE:
        tag = built(image, daemon.client)
        yield f"docker, {image.mosquitto}", partial(docker_mesh, daemon=daemon, compose=compose, image=tag)


def main() -> int:
    print(HEAD)
    harmless = True
    with ExitStack() as everything, tempfile.TemporaryDirectory() as scratch:
        for name, engine in engines(everything):
            with real_mesh(engine, Path(scratch, name.replace(", ", "-")), SPOKES) as real:
                found = outcome(real)
            print(f"{name:<12}{found}", flush=True)
            harmless &= found.harmless
    return 0 if harmless else 1


if __name__ == "__main__":
    sys.exit(main())
