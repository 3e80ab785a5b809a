"""Which rules are asked: by id, by family or by severity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mqttmesh.check.examination import Examination
from mqttmesh.check.mistakes import MEANINGS
from mqttmesh.check.names import alike
from mqttmesh.check.rule import Rule
from mqttmesh.check.rules import RULES
from mqttmesh.errors import UsageError
from mqttmesh.finding import Finding, Severity

_NAMES = {*(name for rule in RULES for name in (rule.id, rule.family)), *Severity}


@dataclass(frozen=True, slots=True)
class Selection:
    """The rules that are asked, and what is shown of their answers.

    Attributes:
        rules: Those asked.
        advice: Whether advice is shown that nobody asked for by name.
        named: Names by which somebody asked for rules.
    """

    rules: tuple[Rule, ...]
    advice: bool
    named: frozenset[str]

    def shows(self, finding: Finding) -> bool:
        """Whether a finding is shown; advice only to those who want it."""
        if finding.severity is not Severity.ADVICE or self.advice:
            return True
        return finding.rule in self.named or Severity.ADVICE in self.named

    def shown(self, examination: Examination) -> Examination:
        """An examination with the findings that are shown."""
        return replace(examination, findings=tuple(filter(self.shows, examination.findings)))


def selection(select: Sequence[str] = (), ignore: Sequence[str] = (), *, advice: bool = False) -> Selection:
    """The rules that somebody wants.

    Args:
        select: Names of rules, families and severities, each text one name or several with commas; all
            rules when there is none.
        ignore: Names of those that are left out.
        advice: Show all advice.

    Raises:
        UsageError: Nothing has one of these names, or a text holds none.
    """
    wanted = frozenset(_names(select, "--select"))
    unwanted = frozenset(_names(ignore, "--ignore"))
    rules = tuple(
        rule for rule in RULES if (not wanted or _is_among(rule, wanted)) and not _is_among(rule, unwanted)
    )
    return Selection(rules, advice, wanted)


def _is_among(rule: Rule, names: frozenset[str]) -> bool:
    return not names.isdisjoint((rule.id, rule.family, rule.severity))


def _names(given: Sequence[str], option: str) -> Iterator[str]:
    for name in (name for each in given for name in _parts(each, option)):
        if name in MEANINGS:
            raise UsageError(
                f"`{option} {name}`: that is a mistake, and no rule",
                hint="a topology with mistakes cannot be examined further",
            )
        if name not in _NAMES:
            raise UsageError(
                f"`{option} {name}`: there is no such rule, family or severity",
                hint=alike(name, _NAMES) or "`mqttmesh rule` lists them",
            )
        yield name


def _parts(text: str, option: str) -> list[str]:
    parts = [part for part in map(str.strip, text.split(",")) if part]
    if not parts:
        raise UsageError(f"`{option}` names nothing", hint=f"name a rule, family or severity: `{option} tls`")
    return parts
