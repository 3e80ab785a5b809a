"""Failures of TLS between a spoke and its hub, each provoked by the files and options of one of them."""

from __future__ import annotations

import os
import signal
import subprocess
from functools import cache

from tests.support.certificates import DAY, Entity, authority, leaf, pem, rsa_key
from tests.support.failures import ADDRESS, CLEAR, Failure, File, Running, bridge
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
REFUSED_CLIENT = {
    "client-certificate-not-for-clients",
    "client-authority-not-trusted",
    "client-certificate-expired",
    "no-client-authority",
}
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


NOT_PEM = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

FAILURES: dict[str, Failure] = {
    "another root": over_tls({"spoke-lacks-anchor": CHAIN}, ca_pem=authority("Other").pem),
    "an intermediate for a root": over_tls({"spoke-lacks-anchor": CHAIN}, ca_pem=issuing().pem),
    "the hub's own chain for a root": over_tls({"spoke-lacks-anchor": CHAIN}, ca_pem=pem(hub(), issuing())),
    "the leaf without its chain": over_tls({"spoke-lacks-anchor": CHAIN}, hub_pem=hub().pem),
    "a folder without hashes": over_tls({"spoke-lacks-anchor": CHAIN}, "bridge_capath FOLDER\n"),
    "another name": shown(
        leaf(issuing(), names=["mqtt.other.example"]),
        {"spoke-refuses-name": NAMED},
        {"spoke-refuses-name-of-hub": {"hub-name-mismatch"}},
    ),
    "an address that is not in it": Failure(
        {"spoke-refuses-name": NAMED},
        TLS,
        bridge(CA),
        files(),
        told_by_2_0={"spoke-refuses-name-of-hub": {"hub-name-mismatch"}},
    ),
    "an expired leaf": shown(
        leaf(issuing(), names=["localhost"], begins=-2 * DAY, ends=-DAY),
        {"spoke-finds-expired": BOTH_EXPIRED},
    ),
    "a leaf of tomorrow": shown(
        leaf(issuing(), names=["localhost"], begins=DAY), {"spoke-refuses-name": NAMED}
    ),
    "a leaf for clients": shown(
        leaf(issuing(), names=["localhost"], purposes=["client"]),
        {"spoke-refuses-use": {"hub-certificate-not-for-servers"}},
    ),
    "a proof by OCSP": over_tls({"spoke-wants-ocsp": {"ocsp-required"}}, f"{CA}bridge_require_ocsp true\n"),
    "a bridge that checks no name": Failure(
        {"insecure-mode": {"name-not-checked"}},
        TLS,
        dialling(f"{CA}bridge_insecure true\n"),
        files(),
        provoke=lambda both: None,
    ),
    "a hub that is not there": Failure(
        {"hub-unreached": {"hub-not-reached"}},
        None,
        dialling(),
        files(),
        told_by_2_0={"bridge-broken-off": BROKEN_OFF},
    ),
    "no TLS to a TLS port": over_tls({"plaintext-connection": {"plaintext-to-tls"}}, ""),
    "TLS to a port without": Failure(
        {"tls-connection": {"tls-to-plaintext"}},
        CLEAR,
        dialling(),
        files(),
        told_by_2_0={"protocol-error": {"tls-to-plaintext"}},
    ),
    "no client certificate": mutual({"client-certificate-missing": {"no-client-certificate"}}, ""),
    "a bridge file that is sealed": mutual(
        {"bridge-file-denied": {"bridge-file-unreadable"}}, edge_key=File(edge().key_pem(), 0)
    ),
    "a bridge file that is missing": over_tls(
        {"bridge-file-absent": {"bridge-file-missing"}}, "bridge_cafile FOLDER/none.pem\n"
    ),
    "a bridge key of another": mutual(
        {"bridge-pair-torn": {"bridge-key-of-another"}}, edge_key=hub().key_pem()
    ),
    "a bridge key with a pass phrase": mutual(
        {"bridge-key-locked": {"bridge-key-encrypted"}}, edge_key=edge().key_pem(b"geheim")
    ),
    "an empty bridge file": over_tls({"bridge-file-broken": {"bridge-file-damaged"}}, ca_pem=b""),
    "a damaged bridge file": over_tls({"bridge-file-broken": {"bridge-file-damaged"}}, ca_pem=NOT_PEM),
    "a weak bridge certificate": client(
        leaf(clients(), common_name="edge", purposes=["client"], key=rsa_key(1024)),
        {"bridge-file-weak": {"bridge-certificate-weak"}},
    ),
    "a listener key that is sealed": at_start(
        {"listener-file-denied": {"listener-file-unreadable"}}, hub_key=File(hub().key_pem(), 0)
    ),
    "a listener file that is missing": at_start(
        {"listener-file-absent": {"listener-file-missing"}},
        "cafile FOLDER/none.pem\nrequire_certificate true\n",
    ),
    "a listener key of another": at_start(
        {"listener-pair-torn": {"listener-key-of-another"}}, hub_key=edge().key_pem()
    ),
    "a listener key with a pass phrase": at_start(
        {"listener-key-locked": {"listener-key-encrypted"}}, hub_key=hub().key_pem(b"geheim")
    ),
    "a damaged listener file": at_start({"listener-file-broken": {"listener-file-damaged"}}, hub_pem=NOT_PEM),
    "a reload between two files": Failure(
        {"listener-reload-failed": {"half-a-pair"}, "listener-without-key": {"half-a-pair"}},
        TLS,
        None,
        files(),
        half_a_pair,
    ),
    "something that knocks": Failure(
        {"handshake-abandoned": {"spoke-gave-up", "port-probed"}}, TLS, None, files(), probe
    ),
    "an old TLS": Failure(
        {"no-common-tls-version": {"no-common-tls"}},
        f"{TLS}tls_version tlsv1.3\n",
        None,
        files(),
        speak_old_tls,
    ),
    "a TLS that nobody knows": Failure(
        {"tls-version-unknown": {"no-common-tls"}},
        TLS,
        dialling(f"{CA}bridge_tls_version tlsv1.1\n"),
        files(),
        releases=("2.1",),
    ),
}
