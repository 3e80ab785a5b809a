"""Logs of brokers decoded: what happened, how often, to whom, and what else there is that nobody knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from mqttmesh.explain.block import Block, client_in, dialled_by, end_of
from mqttmesh.explain.both_ends import joined
from mqttmesh.explain.entry import Entry
from mqttmesh.explain.explanation import Decoded, Explanation, Strange
from mqttmesh.explain.moment import moment
from mqttmesh.explain.signature import End, Signature, causes_of
from mqttmesh.explain.signatures import SIGNATURES

_MOMENTS = 4096  # most occurrences of which the time is kept
_STRANGE = 1000  # most unknown lines that are told apart

_FAREWELL = re.compile(
    r"Client \S+ (?:\[\S+\] )?(?:closed its connection"
    r"|disconnected(?: due to|:) (?:[Pp]rotocol error|Success|bad socket|connection closed by client))"
    r"|Bad socket read/write on client "
)
_HARMLESS = re.compile(
    r"New (?:client|bridge|connection) |Client \S+ (?:\[\S+\] )?(?:disconnected\.|negotiated )"
    r"|Sending |Received |\t|Config loaded|Opening |Plugin |Restored "
)
_TROUBLE = re.compile(
    r"\b(?:error|warning|fail(?:ed|ure)?|denied|refused?|unable|cannot|couldn't|invalid|fatal|abort(?:ed)?"
    r"|dropped|exceeded|not found|unsupported|unknown|terminated abnormally)\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")


@dataclass(slots=True)
class _Seen:
    signatures: tuple[Signature, ...]
    lines: tuple[Entry, ...]
    count: int = 0
    last: str = ""
    by: Counter[tuple[str, str]] = field(default_factory=Counter)
    moments: set[int] = field(default_factory=set)

    def add(self, entry: Entry, name: str) -> None:
        self.count += 1
        self.last = entry.time or self.last
        self.by[entry.broker, name] += 1
        when = moment(entry.time)
        if when is not None and len(self.moments) < _MOMENTS:
            self.moments.add(when)

    def explanation(self) -> Explanation | None:
        signature, key = self.signatures[0], tuple(each.id for each in self.signatures)
        if max(self.by.values()) < signature.times:
            return None
        causes, moments = causes_of(self.signatures), frozenset(self.moments)
        first = self.lines[0].time
        return Explanation(key, signature, causes, self.lines, self.count, first, self.last, self.by, moments)


@dataclass(slots=True)
class _Log:
    """One broker's log, as far as it has been read."""

    block: Block = field(default_factory=Block)
    marker: End | None = None
    bridge: str = ""
    told: set[End | None] = field(default_factory=set)


class Decoder:
    """Reads lines, and says what they mean."""

    def __init__(self) -> None:
        self._logs: dict[str, _Log] = {}
        self._seen: dict[tuple[str, ...], _Seen] = {}
        self._strange: dict[str, Strange] = {}
        self._beyond = 0
        self._read = 0

    def read(self, entries: Iterable[Entry]) -> None:
        """Read on."""
        for entry in entries:
            self._read += 1
            log = self._logs.setdefault(entry.broker, _Log())
            if log.block.takes(entry):
                log.block.entries.append(entry)
                continue
            self._finish(log, end_of(entry.text))
            log.block = Block([entry])

    def decoded(self) -> Decoded:
        """What has been read, decoded; what one end says more tells what the other end meant."""
        for log in self._logs.values():
            self._finish(log, None)
            log.block = Block()
        found = [told for seen in self._seen.values() if (told := seen.explanation())]
        return Decoded(joined(found), tuple(self._strange.values()), self._beyond, self._read)

    def _finish(self, log: _Log, following: End | None) -> None:
        """Judge a block, now that it is known which end wrote what follows it."""
        text = log.block.text
        if not text or _HARMLESS.match(text):
            log.marker = end_of(text) or log.marker
            return
        own = end_of(text)
        end = own or following or log.marker
        log.marker = own or log.marker
        if bridge := dialled_by(text):
            log.bridge = bridge
            log.told.discard(End.DIALLER)
            return
        if _FAREWELL.search(text) and end in log.told:
            log.told.discard(end)
            return
        if signatures := _borne(text, end):
            log.told.add(end)
            self._note(signatures, log, text, end)
        elif not _FAREWELL.search(text) and _TROUBLE.search(text):
            self._note_strange(log.block.entries[0])

    def _note(self, signatures: tuple[Signature, ...], log: _Log, text: str, end: End | None) -> None:
        key = tuple(each.id for each in signatures)
        entries = tuple(log.block.entries)
        name = client_in(text) or (log.bridge if end is End.DIALLER else "")
        self._seen.setdefault(key, _Seen(signatures, entries)).add(entries[0], name)

    def _note_strange(self, entry: Entry) -> None:
        key = _NUMBER.sub("0", entry.text)
        known = self._strange.get(key)
        if known:
            self._strange[key] = replace(known, count=known.count + 1)
        elif len(self._strange) < _STRANGE:
            self._strange[key] = Strange(entry, 1)
        else:
            self._beyond += 1


def _borne(text: str, end: End | None) -> tuple[Signature, ...]:
    """The signature of some lines; where nothing tells which end wrote them, that of either."""
    ends = (end,) if end else (End.DIALLER, End.LISTENER)
    found = (next((each for each in SIGNATURES if each.matches(text, one)), None) for one in ends)
    either = {each.id: each for each in found if each}.values()
    return tuple(sorted(either, key=lambda each: -len(each.causes)))  # the more likely first
