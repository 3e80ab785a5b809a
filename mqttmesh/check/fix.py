"""Mends what can be mended in a text, and proves it: the fault is gone, and all else is as it was."""

from __future__ import annotations

import copy
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mqttmesh.check.edits import Change, Editor, UneditableError, changed
from mqttmesh.check.examination import Examination, examine_text
from mqttmesh.check.selection import Selection
from mqttmesh.finding import Edit, Finding
from mqttmesh.load.compose import compose
from mqttmesh.load.data import Data
from mqttmesh.load.overrides import origin_of

_ROUNDS = 10
"""How often edits are looked for again: those that overlapped others, and those that follow from others."""

_TRIES = 24
"""How many texts are examined in one round, to find out which of its edits do harm."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A text, and how it was mended.

    Attributes:
        text: As it is now.
        examination: What is still found in it.
        mended: The findings that are gone because of an edit.
        left: The findings whose edit is not possible or would do harm, each with why.
    """

    text: str
    examination: Examination
    mended: tuple[Finding, ...]
    left: tuple[tuple[Finding, str], ...]


def fix(path: Path, text: str, overrides: Sequence[str], selection: Selection) -> Fixed:
    """Mend what can be mended in a text.

    Args:
        path: Where it stands, for what its paths start from.
        text: The topology.
        overrides: Values of `--set`; nothing that they brought is mended.
        selection: What is asked, and of it what is shown is mended.
    """
    mended: list[Finding] = []
    for _ in range(_ROUNDS):
        attempt = _Round(path, text, overrides, selection)
        if not (done := attempt.run()):
            break
        text, mended = attempt.text_with(done), [*mended, *(each for edit in done for each in edit.findings)]
    else:
        attempt = _Round(path, text, overrides, selection)
    return Fixed(text, attempt.examination, tuple(mended), tuple(attempt.left))


@dataclass(frozen=True, slots=True)
class _Mend:
    """One change, and the findings that it mends."""

    change: Change
    edit: Edit
    findings: list[Finding] = field(default_factory=list)


class _Round:
    """The edits of one text: those that do not overlap, as far as they do what they promise."""

    def __init__(self, path: Path, text: str, overrides: Sequence[str], selection: Selection) -> None:
        self._path = path
        self._text = text
        self._overrides = overrides
        self._selection = selection
        self._tries = _TRIES
        self.examination = self._examined(text)
        self.left: list[tuple[Finding, str]] = []

    def run(self) -> list[_Mend]:
        """What can be mended at once."""
        if not self.examination.sound:
            return []
        wanted = self._wanted()
        done = self._proved(wanted, [])
        made = {mend.change for mend in done}
        self.left += (
            (each, "mending it would change something else")
            for mend in wanted
            if mend.change not in made
            for each in mend.findings
        )
        return done

    def text_with(self, mends: Iterable[_Mend]) -> str:
        """The text with these edits."""
        return changed(self._text, [mend.change for mend in mends])

    def _examined(self, text: str) -> Examination:
        return examine_text(self._path, text, self._overrides, self._selection.rules, most=sys.maxsize)

    def _wanted(self) -> list[_Mend]:
        """The edits of what is shown, each once, without those that overlap one before them."""
        mends: dict[Change, _Mend] = {}
        editor = Editor(self._text)
        for finding in self.examination.findings:
            if finding.edit is None or not self._selection.shows(finding):
                continue
            if origin_of(finding, self.examination.source) is not self.examination.source:
                self.left.append((finding, "its value comes from --set"))
                continue
            try:
                change = editor.change(finding.edit)
            except UneditableError as error:
                self.left.append((finding, str(error)))
            else:
                mends.setdefault(change, _Mend(change, finding.edit)).findings.append(finding)
        return list(_apart(mends.values()))

    def _proved(self, wanted: Sequence[_Mend], done: list[_Mend]) -> list[_Mend]:
        """What was done already and, of what is wanted, all that then still keeps its promise."""
        if not wanted or self._tries == 0:
            return done
        if self._keeps_its_promise([*done, *wanted]):
            return [*done, *wanted]
        if len(wanted) == 1:
            return done
        half = len(wanted) // 2
        return self._proved(wanted[half:], self._proved(wanted[:half], done))

    def _keeps_its_promise(self, mends: Sequence[_Mend]) -> bool:
        """Whether all is as before, but for the values that change, and what was found in them."""
        self._tries -= 1
        text = self.text_with(mends)
        if not _differ_by(self._text, text, [mend.edit for mend in mends]):
            return False
        after = self._examined(text)
        gone = _times(each for mend in mends for each in mend.findings)
        return after.sound and _times(after.findings) <= _times(self.examination.findings) - gone


def _apart(mends: Iterable[_Mend]) -> Iterator[_Mend]:
    end = 0
    for mend in sorted(mends, key=lambda each: each.change):
        if mend.change.start >= end:
            yield mend
            end = mend.change.end


def _times(findings: Iterable[Finding]) -> Counter[str]:
    """How often each rule finds something: where it stands, and what numbers it names, an edit may change."""
    return Counter(finding.rule for finding in findings)


def _differ_by(before: str, after: str, edits: Iterable[Edit]) -> bool:
    """Whether a text reads as another with these edits."""
    data = copy.deepcopy(compose(before).data)
    for edit in sorted(edits, key=lambda each: [str(step).zfill(9) for step in each.loc], reverse=True):
        _apply(edit, data)
    read = compose(after)
    return read.complete and not read.findings and read.data == data


def _apply(edit: Edit, data: Data) -> None:
    holder: Any = data
    for step in edit.loc[:-1]:
        holder = holder[step]
    if edit.value is None:
        del holder[edit.loc[-1]]
    else:
        holder[edit.loc[-1]] = compose(edit.value).data
