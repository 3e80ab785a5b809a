"""Every rule over one topology."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from mqttmesh.check.aliases import told_once
from mqttmesh.check.case import Case
from mqttmesh.check.ignores import FAMILY, settled
from mqttmesh.check.rule import Fault, Rule
from mqttmesh.check.rules import RULES
from mqttmesh.finding import Finding, Loc, Span

MOST = 1000
"""Most findings of one rule: a topology with more has one cause, and it is among the first."""


def check(case: Case, rules: Iterable[Rule] = RULES, most: int = MOST) -> tuple[Finding, ...]:
    """What rules find in a topology, each thing once, without what its comments ignore.

    Args:
        case: The topology.
        rules: Those that are asked.
        most: How many findings of one rule are told.
    """
    asked = tuple(rules)
    found = [each for rule in asked if rule.family != FAMILY for each in _findings(rule, case)]
    judged = {rule.id for rule in asked}
    kept, ignores = settled(found, case.topology.source, judged, {rule.id for rule in RULES})
    after = replace(case, ignores=ignores)
    own = (each for rule in asked if rule.family == FAMILY for each in _findings(rule, after))
    return tuple(_limited(told_once((*kept, *own), case.topology.source), most))


def _findings(rule: Rule, case: Case) -> Iterator[Finding]:
    told: set[tuple[Loc, Span | None, str]] = set()
    for fault in rule.check(case):
        if (fault.loc, fault.span, fault.message) not in told:  # one place may speak of many spokes
            told.add((fault.loc, fault.span, fault.message))
            yield _finding(rule, fault)


def _limited(findings: Iterable[Finding], most: int) -> Iterator[Finding]:
    """The first of each rule; what comments take out is out by then, so that it hides nothing."""
    times: Counter[str] = Counter()
    for finding in findings:
        times[finding.rule] += 1
        if times[finding.rule] <= most:
            yield finding


def _finding(rule: Rule, fault: Fault) -> Finding:
    return Finding(
        rule.id,
        fault.message,
        fault.loc,
        hint=fault.hint,
        severity=rule.severity,
        on_key=fault.on_key,
        span=fault.span,
        edit=fault.edit,
    )
