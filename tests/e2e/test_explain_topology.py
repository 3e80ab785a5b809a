"""Five causes share one line: with the topology, the one that holds is named, and no other.

Every set-up of certificates at which a real bridge fails is decoded from what both brokers wrote.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mqttmesh.check import Case
from mqttmesh.check.rules import RULES
from mqttmesh.explain import Decoded, Decoder, entries
from mqttmesh.explain.narrow import Judge, Verdict
from mqttmesh.load import load
from mqttmesh.resolve import resolution
from tests.e2e.test_certificate_table import CASES, topology
from tests.support.brokers import MosquittoBinary, mosquitto_binary
from tests.support.certificate_setups import Setup
from tests.support.certificate_table import SETUPS
from tests.support.tls_pairs import bridge_connects

IDS = {rule.id for rule in RULES}
BESIDE = {"root-warning", "broker-crashed"}  # these brokers run as root; 2.0.11 dies as it is stopped


def decoded(logs: str) -> Decoded:
    decoder = Decoder()
    for name, text in re.findall(r"== (\w+)\.log\n(.*?)(?=\Z|== \w+\.log\n)", logs, re.S):
        decoder.read(entries(text.splitlines(), name))
    return decoder.decoded()


def judge(setup: Setup, mosquitto: MosquittoBinary, folder: Path) -> Judge:
    path = folder / "topology.yaml"
    path.write_text(topology(setup, mosquitto))
    loaded = load(path)
    return Judge(Case.of(loaded, resolution(loaded)))


@pytest.mark.parametrize(("row", "release"), CASES, ids=lambda value: value)
def test_the_cause_that_holds_is_named_and_no_other(row: str, release: str, tmp_path: Path) -> None:
    setup, mosquitto = SETUPS[row](), mosquitto_binary(release)
    setup.write(tmp_path)
    connects, logs = bridge_connects(setup, mosquitto, tmp_path)
    told = [each for each in decoded(logs).explanations if each.signature.id not in BESIDE]
    if setup.rule not in IDS and not connects:  # a mistake: no such topology can be asked
        assert setup.rule in {rule for each in told for cause in each.causes for rule in cause.rules}, logs
        return
    asked = judge(setup, mosquitto, tmp_path)
    holding = [one for each in told for one in asked.judged(each) if one.verdict is Verdict.HOLDS]
    if connects:
        assert told == [], logs
    else:
        assert {finding.rule for one in holding for finding in one.findings} == {setup.rule}, logs
        assert len({one.cause.id for one in holding}) == 1, logs
