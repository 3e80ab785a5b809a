"""Every set-up of certificates twice: what `check` says of it, and whether a real bridge connects.

Both must agree on every row, on every version of Mosquitto that the row speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from mqttmesh.check import Case, check
from mqttmesh.check.rules import RULES
from mqttmesh.errors import TopologyError
from mqttmesh.finding import Finding, Severity
from mqttmesh.load import load
from mqttmesh.resolve import resolution
from tests.support.brokers import MosquittoBinary, mosquitto_binary
from tests.support.certificate_setups import SPOKE, Setup
from tests.support.certificate_table import SETUPS
from tests.support.tls_pairs import bridge_connects

RELEASES = ("2.0", "2.1")
CASES = [
    (row, release)
    for row in SETUPS
    for release in RELEASES
    if row.endswith(release) or not row.endswith(RELEASES)  # some speak of one release alone
]


def topology(setup: Setup, mosquitto: MosquittoBinary) -> str:
    """The set-up as a topology."""
    auth = "{spokes: {certificate: {client_ca: pki/clients.pem}}}" if setup.clients else "{spokes: anonymous}"
    shown = "client_tls: {certificate: pki/edge/fullchain.pem, private_key: pki/edge/privkey.pem}"
    return f"""\
version: 1
name: table
trust: [pki/root.pem]
defaults: {{image: private/mosquitto, mosquitto: "{mosquitto.version}"}}
hub:
  host: {setup.dialled or "127.0.0.1"}
  listeners: [{{port: 8883, tls: true}}]
  tls: {{certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}}
  auth: {auth}
topics: [{{filter: "sensors/#", remote_prefix: "sites/{{spoke}}/"}}]
spokes:
  - name: {SPOKE}
    listeners: [{{port: 1883, bind: 127.0.0.1, allow_anonymous: true}}]
    {shown if setup.client else ""}
"""


def found(setup: Setup, mosquitto: MosquittoBinary, folder: Path) -> Sequence[Finding]:
    """What the rules of certificates find in it."""
    setup.write(folder)
    path = folder / "topology.yaml"
    path.write_text(topology(setup, mosquitto))
    loaded = load(path)
    try:
        resolved = resolution(loaded)
    except TopologyError as error:
        return error.findings
    rules = [rule for rule in RULES if rule.family == "tls" and rule.severity is not Severity.ADVICE]
    return check(Case.of(loaded, resolved), rules)


@pytest.mark.parametrize(("row", "release"), CASES, ids=lambda value: value)
def test_check_and_brokers_agree(row: str, release: str, tmp_path: Path) -> None:
    setup, mosquitto = SETUPS[row](), mosquitto_binary(release)
    findings = found(setup, mosquitto, tmp_path)
    connects, log = bridge_connects(setup, mosquitto, tmp_path)
    sound = not any(each.severity is Severity.ERROR for each in findings)
    assert sound == connects, f"{findings}\n{log}"
    assert {each.rule for each in findings} == ({setup.rule} if setup.rule else set())


def test_every_rule_about_chains_that_brokers_prove_is_in_the_table() -> None:
    elsewhere = {"client-name-mismatch", "insecure-bridge", "ocsp-required"}  # test_rules_certificates.py
    proved = {rule.id for rule in RULES if rule.family == "tls" and rule.proof == "broker"}
    assert proved - elsewhere <= {make().rule for make in SETUPS.values()}
