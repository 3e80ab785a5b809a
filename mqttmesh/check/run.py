"""Every rule over one topology."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault, Rule
from mqttmesh.check.rules import RULES
from mqttmesh.finding import Finding, Loc

MOST = 1000
"""Most findings of one rule: a topology with more has one cause, and it is among the first."""


def check(case: Case, rules: Iterable[Rule] = RULES) -> tuple[Finding, ...]:
    """What rules find in a topology, each thing once, in the order of the rules."""
    return tuple(finding for rule in rules for finding in _findings(rule, case))


def _findings(rule: Rule, case: Case) -> Iterator[Finding]:
    told: set[tuple[Loc, str]] = set()
    for fault in rule.check(case):
        if (fault.loc, fault.message) in told:
            continue  # one place may speak of many spokes
        told.add((fault.loc, fault.message))
        yield _finding(rule, fault)
        if len(told) == MOST:
            return


def _finding(rule: Rule, fault: Fault) -> Finding:
    return Finding(
        rule.id,
        fault.message,
        fault.loc,
        hint=fault.hint,
        severity=rule.severity,
        on_key=fault.on_key,
        edit=fault.edit,
    )
