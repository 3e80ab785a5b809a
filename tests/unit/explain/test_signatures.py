"""The table of signatures: every rule that it names exists, every signature is provoked by real brokers."""

from __future__ import annotations

import re
from graphlib import TopologicalSorter

from mqttmesh.check.mistakes import MISTAKES
from mqttmesh.check.rules import RULES
from mqttmesh.explain.signature import causes_of
from mqttmesh.explain.signatures import SIGNATURES
from tests.support.failure_table import FAILURES

CAUSES = causes_of(SIGNATURES)
KEBAB = re.compile(r"[a-z]+(-[a-z]+)*")
NOW_AND_THEN = {
    "bridge-broken-off",  # whether the alert, or only the end, is read is a race
    "hub-wants-certificate",
    "broker-crashed",  # 2.0.11, as it is stopped
    "root-warning",  # of whoever runs as root
}


def test_every_rule_that_a_cause_names_exists() -> None:
    known = {rule.id for rule in RULES} | {mistake for group in MISTAKES.values() for mistake in group}
    assert {rule for cause in CAUSES for rule in cause.rules} - known == set()


def test_ids_are_kebab_case_and_each_is_one_thing() -> None:
    for ids in ([each.id for each in SIGNATURES], [cause.id for cause in CAUSES]):
        assert all(map(KEBAB.fullmatch, ids))
        assert len(set(ids)) == len(ids)


def test_a_cause_is_the_same_wherever_it_is_named() -> None:
    by_id = {cause.id: cause for cause in CAUSES}
    assert all(by_id[cause.id] is cause for each in SIGNATURES for cause in each.causes)


def test_what_a_signature_tells_of_exists() -> None:
    ids = {each.id for each in SIGNATURES}
    assert {told for each in SIGNATURES for told in each.tells} - ids == set()


def test_every_signature_is_provoked() -> None:
    provoked = NOW_AND_THEN | {
        signature
        for failure in FAILURES.values()
        for release in failure.releases
        for signature in [*failure.expected(release), *set().union(*failure.alone.values())]
    }
    assert {each.id for each in SIGNATURES} == provoked


def test_nothing_tells_of_what_tells_of_it() -> None:
    tells = {each.id: set(each.tells) for each in SIGNATURES}
    assert tuple(TopologicalSorter(tells).static_order())
