"""What `--fix` would change, by line and column."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from mqttmesh.check.edits import Editor, UneditableError
from mqttmesh.finding import Finding, SourceMap
from mqttmesh.load.overrides import origin_of


@dataclass(frozen=True, slots=True)
class Replacement:
    """What stands in place of a stretch of the text; all count from 1, `to` is exclusive."""

    line: int
    column: int
    to_line: int
    to_column: int
    text: str


class Mending:
    """The replacements of one topology's findings."""

    def __init__(self, source: SourceMap) -> None:
        self.source = source

    def of(self, finding: Finding) -> Replacement | None:
        """What would mend a finding; None where nothing can, such as of a value of `--set`."""
        if finding.edit is None or origin_of(finding, self.source) is not self.source:
            return None
        try:
            change = self._editor.change(finding.edit)
        except UneditableError:
            return None
        return Replacement(*self._place(change.start), *self._place(change.end), change.replacement)

    @cached_property
    def _editor(self) -> Editor:
        return Editor("\n".join(self.source.lines))

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(line) + 1 for line in self.source.lines), initial=0))

    def _place(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1
