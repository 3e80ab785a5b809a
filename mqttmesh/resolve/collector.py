"""Where the parts of resolving put what they find, each mistake once."""

from __future__ import annotations

from mqttmesh.finding import Finding, Loc


class Collector:
    """Findings in the order in which they were met; a mistake met for each member of a range counts once."""

    def __init__(self) -> None:
        self._findings: dict[tuple[str, str, Loc], Finding] = {}

    def add(self, rule: str, message: str, loc: Loc, hint: str = "", *, on_key: bool = False) -> None:
        """Note one mistake."""
        self._findings.setdefault((rule, message, loc), Finding(rule, message, loc, hint=hint, on_key=on_key))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Everything noted so far."""
        return tuple(self._findings.values())
