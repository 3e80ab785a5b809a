"""A topology file examined: everything that is wrong with it, from its text to its certificates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Rule
from mqttmesh.check.run import MOST, check
from mqttmesh.errors import TopologyError, UsageError
from mqttmesh.finding import Finding, Severity, SourceMap
from mqttmesh.load.read import read_text
from mqttmesh.load.topology import loaded
from mqttmesh.resolve import resolution

UNREADABLE = "unreadable-topology"
"""The one mistake that has no line: there is no text, or an option does not fit it."""


@dataclass(frozen=True, slots=True)
class Examination:
    """One topology, and what was found in it.

    Attributes:
        source: Its text.
        findings: Its mistakes, or else what the rules found.
        sound: Whether it has no mistake, so that the rules could be asked.
    """

    source: SourceMap
    findings: tuple[Finding, ...]
    sound: bool

    @property
    def exit_code(self) -> int:
        """2 for mistakes, 1 for errors and warnings, 0 where there is nothing but advice."""
        if not self.sound:
            return 2
        return int(any(each.severity is not Severity.ADVICE for each in self.findings))


def examine(path: Path, overrides: Sequence[str], rules: Iterable[Rule]) -> Examination:
    """Examine a file.

    Args:
        path: The topology.
        overrides: Values of `--set`.
        rules: What is asked once it has no mistake.
    """
    try:
        text = read_text(path)
    except UsageError as error:
        return _unreadable(path, error)
    return examine_text(path, text, overrides, rules)


def examine_text(
    path: Path, text: str, overrides: Sequence[str], rules: Iterable[Rule], most: int = MOST
) -> Examination:
    """The same, of a text that is not in the file, or not yet; `most` findings of one rule are told."""
    try:
        topology = loaded(path, text, overrides)
        found = check(Case.of(topology, resolution(topology)), rules, most)
        return Examination(topology.source, found, True)
    except TopologyError as error:
        return Examination(error.source, error.findings, False)
    except UsageError as error:
        return _unreadable(path, error)


def _unreadable(path: Path, error: UsageError) -> Examination:
    return Examination(SourceMap(str(path)), (Finding(UNREADABLE, error.message, hint=error.hint),), False)
