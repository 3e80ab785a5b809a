"""Which of several causes holds: the rules of `check` are asked about the topology."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from mqttmesh.check import Case
from mqttmesh.check.rule import Rule
from mqttmesh.check.rules import RULES
from mqttmesh.explain.explanation import Explanation
from mqttmesh.explain.signature import Cause
from mqttmesh.finding import Finding
from mqttmesh.resolve.layers import members


class Verdict(StrEnum):
    """What a topology says of a cause."""

    HOLDS = "holds"
    EXCLUDED = "excluded"  # its rules find nothing
    OPEN = "open"  # no rule finds it
    UNSEEN = "unseen"  # what its rules look at is not on this machine


_ORDER = (Verdict.HOLDS, Verdict.UNSEEN, Verdict.OPEN, Verdict.EXCLUDED)


@dataclass(frozen=True, slots=True)
class Judged:
    """A cause, and what of it is to be found in the topology."""

    cause: Cause
    verdict: Verdict
    findings: tuple[Finding, ...] = ()


class Judge:
    """Asks rules about one topology; what its comments ignore counts too."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._found: dict[str, tuple[Finding, ...]] = {}

    def judged(self, explanation: Explanation) -> tuple[Judged, ...]:
        """Each cause of an explanation: those that hold first, then those that may."""
        judged = [self._judged(cause, self._entries(explanation)) for cause in explanation.causes]
        return tuple(sorted(judged, key=lambda each: _ORDER.index(each.verdict)))

    @cached_property
    def absent(self) -> tuple[str, ...]:
        """Certificates that the topology names, and that are not on this machine."""
        return tuple(
            path for path in dict.fromkeys(self._named()) if not (self._case.folder / path).is_file()
        )

    def _named(self) -> Iterator[str]:
        yield from self._case.mesh.trust.files
        for subject in self._case.brokers:
            broker = subject.broker
            pairs = [broker.key_pair, broker.bridge.key_pair if broker.bridge else None]
            yield from (pair.certificate for pair in pairs if pair)
            yield from (listener.client_ca for listener in broker.listeners if listener.client_ca)

    def _judged(self, cause: Cause, entries: frozenset[int]) -> Judged:
        rules = [rule for rule in RULES if rule.id in cause.rules]
        findings = tuple(
            finding for rule in rules for finding in self._of(rule) if _concerns(finding, entries)
        )
        if findings:
            return Judged(cause, Verdict.HOLDS, findings)
        if not rules:
            return Judged(cause, Verdict.OPEN)
        blind = self.absent and any(rule.family == "tls" for rule in rules)
        return Judged(cause, Verdict.UNSEEN if blind else Verdict.EXCLUDED)

    def _of(self, rule: Rule) -> tuple[Finding, ...]:
        if rule.id not in self._found:
            self._found[rule.id] = tuple(
                Finding(rule.id, fault.message, fault.loc, fault.hint, on_key=fault.on_key, span=fault.span)
                for fault in rule.check(self._case)
            )
        return self._found[rule.id]

    def _entries(self, explanation: Explanation) -> frozenset[int]:
        """The entries of `spokes` that speak of those whom it befell; none where they are not known."""
        named = {*explanation.names, *explanation.brokers}
        return frozenset(index for name in named for index in self._spokes.get(name, ()))

    @cached_property
    def _spokes(self) -> Mapping[str, tuple[int, ...]]:
        """The entries of each spoke, by all the names that it has in a log."""
        entries = {each.name: each.entries for each in members(self._case.spec.spokes)}
        known = dict(entries)
        for spoke in self._case.mesh.spokes:
            if spoke.bridge:
                known[spoke.bridge.name] = known[spoke.bridge.remote_clientid] = entries[spoke.name]
        return known


def _concerns(finding: Finding, entries: frozenset[int]) -> bool:
    """Whether a finding may be about these spokes: what is said of another one alone is not."""
    if not entries or len(finding.loc) < 2 or finding.loc[0] != "spokes":
        return True
    return finding.loc[1] in entries
