"""Certificates that one end does not believe, and ends that do not speak the same."""

from __future__ import annotations

from tests.support.certificates import DAY, authority, leaf, pem
from tests.support.failing_tls import (
    BOTH_EXPIRED,
    BROKEN_OFF,
    CA,
    CHAIN,
    NAMED,
    TLS,
    clients,
    constrained,
    constrained_leaf,
    dialling,
    edge,
    files,
    hub,
    issuing,
    mutual,
    over_tls,
    refused_client,
    root,
    shown,
    speak_old_tls,
)
from tests.support.failures import CLEAR, Failure, bridge

FAILURES: dict[str, Failure] = {
    "another root": Failure(
        {"spoke-lacks-anchor": CHAIN},
        TLS,
        dialling(),
        files(ca_pem=authority("Other").pem),
        alone={"edge": {"hub-refused"}, "hub": {"spoke-lacks-anchor"}},
    ),
    "an intermediate for a root": over_tls({"spoke-lacks-anchor": CHAIN}, ca_pem=issuing().pem),
    "the hub's own chain for a root": over_tls({"spoke-lacks-anchor": CHAIN}, ca_pem=pem(hub(), issuing())),
    "the leaf without its chain": over_tls({"spoke-lacks-anchor": CHAIN}, hub_pem=hub().pem),
    "a folder without hashes": over_tls({"spoke-lacks-anchor": CHAIN}, "bridge_capath FOLDER\n"),
    "another name": shown(
        leaf(issuing(), names=["mqtt.other.example"]),
        {"spoke-refuses-name": NAMED},
        {"spoke-refuses-name-of-hub": {"hub-name-mismatch"}},
    ),
    "another name, to 2.0": Failure(
        {"spoke-refuses-name-of-hub": {"hub-name-mismatch"}},
        TLS,
        bridge(CA),
        files(),
        releases=("2.0",),
        alone={"edge": {"hub-name-refused"}},
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
    "a proof by OCSP": Failure(
        {"spoke-wants-ocsp": {"ocsp-required"}},
        TLS,
        dialling(f"{CA}bridge_require_ocsp true\n"),
        files(),
        alone={"edge": {"ocsp-response-missing"}},
    ),
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
    "no TLS to a TLS port": Failure(
        {"plaintext-connection": {"plaintext-to-tls"}},
        TLS,
        dialling(""),
        files(),
        alone={"edge": {"bridge-hung-up"}},
    ),
    "TLS to a port without": Failure(
        {"tls-connection": {"tls-to-plaintext"}},
        CLEAR,
        dialling(),
        files(),
        told_by_2_0={"protocol-error": {"tls-to-plaintext"}},
    ),
    "no client certificate": mutual({"client-certificate-missing": {"no-client-certificate"}}, ""),
    "a client that is none": refused_client(
        leaf(clients(), common_name="edge", purposes=["server"]),
        {"hub-refuses-use": {"client-certificate-not-for-clients"}},
    ),
    "a client of another authority": refused_client(
        leaf(root(), common_name="edge", purposes=["client"]),
        {"hub-lacks-anchor": {"client-authority-not-trusted", "no-client-authority"}},
    ),
    "an expired client": refused_client(
        leaf(clients(), common_name="edge", purposes=["client"], begins=-2 * DAY, ends=-DAY),
        {"hub-finds-expired": {"client-certificate-expired"}},
    ),
    "a client of tomorrow": refused_client(
        leaf(clients(), common_name="edge", purposes=["client"], begins=DAY),
        {"hub-finds-expired": {"client-certificate-expired"}},
    ),
    "no authority to judge clients by": refused_client(
        edge(),
        {"hub-lacks-anchor": {"client-authority-not-trusted", "no-client-authority"}},
        f"{TLS}require_certificate true\n",
    ),
    "a name that the authority may not sign": over_tls(
        {"spoke-refuses-signer": {"signer-not-allowed"}},
        hub_pem=pem(constrained_leaf(), constrained()),
        hub_key=constrained_leaf().key_pem(),
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
