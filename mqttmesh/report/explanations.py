"""Decoded logs as text for people and as plain data for programs."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mqttmesh.explain import Decoded, Entry, Explanation
from mqttmesh.explain.narrow import Judged, Verdict
from mqttmesh.finding import Finding, SourceMap
from mqttmesh.load.overrides import origin_of
from mqttmesh.report.counted import counted
from mqttmesh.report.findings import WIDTH, findings_json, visible

SHOWN = 20
"""Most lines shown that are not known."""

_NAMED = 3
_BEGIN = 24  # characters of a long line that stay before its end, which tells more
_OPENSSL = re.compile(r"OpenSSL Error.*?\[0\]: (?=error:)")  # what it was doing tells nothing more
_BOLD, _QUIET = "1;33", "2"


@dataclass(frozen=True, slots=True)
class Told:
    """What was decoded, and what a topology says of it.

    Attributes:
        judged: The causes of each explanation, by its key, where there is a topology.
        absent: Certificates that the topology names and that could not be looked at.
        source: The topology's text.
    """

    decoded: Decoded
    judged: Mapping[tuple[str, ...], tuple[Judged, ...]]
    absent: tuple[str, ...] = ()
    source: SourceMap | None = None

    def causes(self, explanation: Explanation) -> tuple[Judged, ...]:
        """The causes of one explanation; all open, where nobody was asked."""
        asked = self.judged.get(explanation.key)
        return asked or tuple(Judged(cause, Verdict.OPEN) for cause in explanation.causes)


def explanations_text(told: Told, *, color: bool) -> str:
    """Every explanation with its lines and causes, then the lines that nobody knows, then how many."""
    text = _Text(told, color)
    blocks = [text.explanation(each) for each in told.decoded.explanations]
    if told.decoded.strange:
        blocks.append(text.strange(told.decoded))
    return "\n\n".join([*blocks, _summary(told.decoded)])


def explanations_json(told: Told) -> dict[str, Any]:
    """The same as plain data; times as the logs write them."""
    return {
        "read": told.decoded.read,
        "unlisted": told.decoded.beyond,
        "explanations": [_data(each, told) for each in told.decoded.explanations],
        "unknown": [
            {
                "broker": each.entry.broker,
                "time": each.entry.time,
                "line": each.entry.text,
                "count": each.count,
            }
            for each in told.decoded.strange
        ],
    }


def _data(each: Explanation, told: Told) -> dict[str, Any]:
    return {
        "signature": each.signature.id,
        "title": each.signature.title,
        "count": each.count,
        "first": each.first,
        "last": each.last,
        "brokers": list(each.brokers),
        "names": list(each.names),
        "lines": [{"broker": line.broker, "time": line.time, "line": line.text} for line in each.lines],
        "causes": [_cause_data(judged, told.source) for judged in told.causes(each)],
    }


def _cause_data(judged: Judged, source: SourceMap | None) -> dict[str, Any]:
    cause = judged.cause
    return {
        "cause": cause.id,
        "sentence": cause.sentence,
        "who": str(cause.who),
        "remedy": cause.remedy,
        "rules": list(cause.rules),
        "verdict": str(judged.verdict),
        "findings": findings_json(judged.findings, source) if source else [],
    }


def _place(finding: Finding, source: SourceMap | None) -> str:
    assert source is not None  # what was found was found in a text
    origin = origin_of(finding, source)
    span = origin.span(finding)
    return f"{finding.rule} ({origin.name}:{span.line}:{span.column})"


@dataclass(frozen=True, slots=True)
class _Text:
    told: Told
    color: bool

    def explanation(self, each: Explanation) -> str:
        lines = [self._title(each), *(self._quoted(line) for line in _some(each.lines))]
        causes = self.told.causes(each)
        lines += self._verdict(causes)
        shown = [judged for judged in causes if judged.verdict is Verdict.HOLDS] or [
            judged for judged in causes if judged.verdict is not Verdict.EXCLUDED
        ]
        for judged in shown:
            lines += self._cause(judged)
        return "\n".join(lines)

    def strange(self, decoded: Decoded) -> str:
        lines, known = decoded.strange, _unknown(decoded)
        more = f", of which {SHOWN} are shown" if known > SHOWN else ""
        title = self._paint(f"not known: {counted(known, 'line')}{more}", _BOLD)
        return "\n".join([title, *(self._quoted(each.entry, _often(each.count)) for each in lines[:SHOWN])])

    def _title(self, each: Explanation) -> str:
        often = "once" if each.count == 1 else f"{each.count:,} times"
        when = f", {each.first}" if each.first else ""
        if each.last != each.first:
            when += f" to {each.last}"
        names = f"{_named(each.names)}: " if each.names else ""
        title, *more = _wrapped(f"{names}{each.signature.title} ({often}{when})", "", "   ")
        return "\n".join([self._paint(title, _BOLD), *more])

    def _quoted(self, line: Entry, after: str = "") -> str:
        said = _OPENSSL.sub("", line.text)
        text = visible(f"{line.broker}: {said}" if line.broker else said)
        room = WIDTH - 5 - len(after)
        cut = text if len(text) <= room else f"{text[:_BEGIN]}…{text[_BEGIN + 1 - room :]}"
        return f"   {self._paint('|', _QUIET)} {cut}{after}"

    def _verdict(self, causes: Sequence[Judged]) -> list[str]:
        """What the topology says; nothing where there is one cause and nobody was asked."""
        holding = [judged for judged in causes if judged.verdict is Verdict.HOLDS]
        excluded = [judged for judged in causes if judged.verdict is Verdict.EXCLUDED]
        if holding:
            found = dict.fromkeys(
                _place(finding, self.told.source) for judged in holding for finding in judged.findings
            )
            few = [*found][:_NAMED]
            more = f" and {len(found) - _NAMED} more places" if len(found) > _NAMED else ""
            of = f"of {counted(len(causes), 'cause')}, this holds: " if len(causes) > 1 else "this holds: "
            return _wrapped(f"{of}{', '.join(few)}{more}", "   ", "   ")
        lines = []
        if excluded:
            names = ", ".join(judged.cause.id for judged in excluded)
            lines += _wrapped(f"none of these holds in {self._file}: {names}", "   ", "   ")
        if any(judged.verdict is Verdict.UNSEEN for judged in causes):
            names = _named(self.told.absent)
            lines += _wrapped(f"not on this machine, and not looked at: {names}", "   ", "   ")
        if excluded:
            left = len(causes) > len(excluded)
            lines.append(f"   {'what is left:' if left else 'no known cause is left'}")
        elif len(causes) > 1:
            lines.append(f"   one of {len(causes)} causes:")
        return lines

    @property
    def _file(self) -> str:
        return self.told.source.name if self.told.source else "the topology"

    def _cause(self, judged: Judged) -> list[str]:
        cause = judged.cause
        lines = _wrapped(cause.sentence, "   - ", "     ")
        lines += _wrapped(f"{cause.who} must mend it: {cause.remedy}", "     = ", "       ")
        if cause.rules and judged.verdict is not Verdict.HOLDS:
            lines += _wrapped(f"`mqttmesh check` finds it: {', '.join(cause.rules)}", "     = ", "       ")
        return lines

    def _paint(self, text: str, style: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.color else text


def _unknown(decoded: Decoded) -> int:
    """How many lines are not known, those that differ in numbers alone counted once."""
    return len(decoded.strange) + decoded.beyond


def _often(count: int) -> str:
    return f" ({count:,} times)" if count > 1 else ""


def _some(lines: Sequence[Entry]) -> Sequence[Entry]:
    """The lines worth a look: each text once, and of OpenSSL's queue the first."""
    once = {(line.broker, line.text): line for line in lines}
    return [line for line in once.values() if "[0]: " in line.text or "]: error:" not in line.text]


def _named(names: Sequence[str]) -> str:
    shown = [visible(name) if len(name) <= 40 else f"{visible(name[:39])}…" for name in names[:_NAMED]]
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return f"{', '.join(shown)}{more}"


def _wrapped(text: str, first: str, rest: str) -> list[str]:
    return textwrap.wrap(
        visible(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _summary(decoded: Decoded) -> str:
    lines = counted(decoded.read, "line")
    if not decoded.explanations and not decoded.strange:
        return f"nothing to explain in {lines}"
    explained = counted(len(decoded.explanations), "explanation")
    strange = f", {counted(_unknown(decoded), 'line')} not known" if decoded.strange else ""
    return f"{explained}{strange}, of {lines}"
