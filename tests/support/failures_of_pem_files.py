"""Certificates and keys that a broker cannot use, and handshakes that nobody finishes."""

from __future__ import annotations

from tests.support.certificates import leaf, rsa_key
from tests.support.failing_tls import (
    TLS,
    at_start,
    client,
    clients,
    edge,
    files,
    half_a_pair,
    hub,
    mutual,
    over_tls,
    probe,
    weak,
)
from tests.support.failures import Failure, File

NOT_PEM = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"

FAILURES: dict[str, Failure] = {
    "a weak listener certificate": at_start(
        {"listener-file-weak": {"listener-certificate-weak"}}, hub_pem=weak().pem, hub_key=weak().key_pem()
    ),
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
}
