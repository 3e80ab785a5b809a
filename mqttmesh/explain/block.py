"""Lines that belong together, and which end of a connection wrote them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mqttmesh.explain.entry import Entry
from mqttmesh.explain.signature import End

_MOST = 16  # lines of a block: OpenSSL says ten at most

_GOES_ON = re.compile(
    r"OpenSSL Error.*?\[[1-9]\d*\]: |Error found at |Error when reloading certificate "
    r"|Error opening (?:password|acl) file "
    r"|Error: (?:Permission denied|No such file or directory|Read-only file system|No space left)"
)
_FIRST_OF_OPENSSL = re.compile(r"OpenSSL Error.*?\[0\]: ")
_HEAD = re.compile(r"Error: (?:Unable to load|host name)")

_DIALLER = re.compile(
    r"Connecting bridge|Error creating bridge|Bridge \S+ (?:next|connection)|Connection Refused:"
    r"|[Cc]lient local\.|check bridge_"
)
_LISTENER = re.compile(
    r"New connection from|Client connection from|Client <unknown>|Client from |Client \S+ \[(?!\(null\))"
)
_DIALS = re.compile(r"Connecting bridge \(step \d\) (\S+) \(")
_CLIENT = re.compile(
    r"(?:Client|client|PUBLISH from|PUBLISH for|Bridge) "
    r"(?!<|connection|from|key|certificate|\S+ \[?(?:\d+\.){3}|(?:\d+\.){3}\d+\b)'?(?:local\.)?([^\s'\"]+)"
)


@dataclass(slots=True)
class Block:
    """One line, and those that go on with it."""

    entries: list[Entry] = field(default_factory=list)

    def takes(self, entry: Entry) -> bool:
        """Whether a line goes on with this block."""
        if not self.entries or len(self.entries) >= _MOST:
            return False
        if _GOES_ON.search(entry.text):
            return True
        return bool(_FIRST_OF_OPENSSL.search(entry.text) and _HEAD.search(self.entries[-1].text))

    @property
    def text(self) -> str:
        """Its lines, joined by newlines."""
        return "\n".join(entry.text for entry in self.entries)


def end_of(text: str) -> End | None:
    """Which end writes such a line; None where either does."""
    if _DIALLER.search(text):
        return End.DIALLER
    return End.LISTENER if _LISTENER.search(text) else None


def dialled_by(text: str) -> str:
    """The bridge that a line says is dialling."""
    found = _DIALS.search(text)
    return found[1] if found else ""


def client_in(text: str) -> str:
    """The client, or bridge, that a line names."""
    found = _CLIENT.search(text)
    return found[1].rstrip(".,:") if found else ""
