"""A hub and a spoke over TLS, sound but for what is said."""

from __future__ import annotations

import os
import signal
import subprocess
from functools import cache

from tests.support.certificates import Entity, authority, leaf, pem, rsa_key
from tests.support.failures import ADDRESS, Failure, File, Running, bridge
from tests.support.processes import accepts_connections
from tests.support.waiting import wait_until

TLS = f"listener PORT {ADDRESS}\nallow_anonymous true\ncertfile FOLDER/hub.pem\nkeyfile FOLDER/hub.key\n"
MUTUAL = f"{TLS}require_certificate true\ncafile FOLDER/clients.pem\n"
CA = "bridge_cafile FOLDER/ca.pem\n"
PAIR = "bridge_certfile FOLDER/edge.pem\nbridge_keyfile FOLDER/edge.key\n"

CHAIN = {
    "root-not-trusted",
    "chain-not-served",
    "intermediate-trusted",
    "leaf-trusted",
    "trust-not-hashed",
    "signer-not-allowed",
}
NAMED = {"hub-name-mismatch", "hub-certificate-not-yet-valid", "hub-certificate-weak"}
BROKEN_OFF = {
    "tls-to-plaintext",
    "no-client-certificate",
    "client-authority-not-trusted",
    "client-certificate-not-for-clients",
    "hub-not-reached",
    "hub-stopped",
}
BOTH_EXPIRED = {"hub-certificate-expired", "root-expired"}


@cache
def root() -> Entity:
    return authority("Root")


@cache
def issuing() -> Entity:
    return authority("Intermediate", root())


@cache
def clients() -> Entity:
    return authority("Clients")


@cache
def hub() -> Entity:
    return leaf(issuing(), names=["localhost"])


@cache
def edge() -> Entity:
    return leaf(clients(), common_name="edge", purposes=["client"])


@cache
def weak() -> Entity:
    return leaf(root(), names=["localhost"], key=rsa_key(1024))


@cache
def constrained() -> Entity:
    return authority("Constrained", root(), permitted=["other.example"])


@cache
def constrained_leaf() -> Entity:
    return leaf(constrained(), names=["localhost"])


def files(**changed: File | bytes) -> dict[str, File]:
    """A sound hub and spoke, but for the files that are given: `hub_pem` is hub.pem."""
    sound: dict[str, File | bytes] = {
        "hub_pem": pem(hub(), issuing()),
        "hub_key": hub().key_pem(),
        "ca_pem": root().pem,
        "clients_pem": clients().pem,
        "edge_pem": edge().pem,
        "edge_key": edge().key_pem(),
    }
    both = (sound | changed).items()
    return {name.replace("_", "."): file if isinstance(file, File) else File(file) for name, file in both}


def dialling(more: str = CA, **options: str) -> str:
    return bridge(more, **{"address": "localhost:PORT", **options})


def over_tls(told: dict[str, set[str]], more: str = CA, **changed: File | bytes) -> Failure:
    return Failure(told, TLS, dialling(more), files(**changed))


def shown(own: Entity, told: dict[str, set[str]], told_by_2_0: dict[str, set[str]] | None = None) -> Failure:
    """The hub shows another leaf."""
    changed = files(hub_pem=pem(own, issuing()), hub_key=own.key_pem())
    return Failure(told, TLS, dialling(), changed, told_by_2_0=told_by_2_0)


def mutual(told: dict[str, set[str]], more: str = PAIR, **changed: File | bytes) -> Failure:
    return Failure(told, MUTUAL, dialling(CA + more), files(**changed))


def client(own: Entity, told: dict[str, set[str]]) -> Failure:
    return mutual(told, edge_pem=own.pem, edge_key=own.key_pem())


def refused_client(own: Entity, told: dict[str, set[str]], hub: str = MUTUAL) -> Failure:
    changed = files(edge_pem=own.pem, edge_key=own.key_pem())
    alone = {"hub": {"client-certificate-refused"}, "edge": set(told)}
    return Failure(told, hub, dialling(CA + PAIR), changed, old_tls=True, alone=alone)


def at_start(told: dict[str, set[str]], more: str = "", **changed: File | bytes) -> Failure:
    """The hub alone, which does not come up."""
    return Failure(told, TLS + more, None, files(**changed))


def half_a_pair(both: Running) -> None:
    """A new certificate, the old key, and a reload between the two; then somebody dials."""
    (both.folder / "hub.pem").write_bytes(pem(leaf(issuing(), names=["localhost"])))
    os.kill(both.pids["hub"], signal.SIGHUP)
    wait_until(lambda: "Error when reloading" in both.log("hub"), within=15, what="a reload", logs=both.logs)
    _knock(both, times=2)


def speak_old_tls(both: Running) -> None:
    _knock(both, "-tls1_2", times=1)


def probe(both: Running) -> None:
    for _ in range(3):
        assert accepts_connections(ADDRESS, both.port)


def _knock(both: Running, *options: str, times: int) -> None:
    command = ["openssl", "s_client", "-connect", f"{ADDRESS}:{both.port}", *options]
    for _ in range(times):
        subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False)
