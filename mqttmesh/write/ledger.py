"""The manifest and the journal: which bytes below the output folder are ours.

Both have one form, JSON with one file a line. The manifest is committed beside the files it lists; the
journal exists only while a render is under way, and lists what that render means to write. Both name the
topology file that the folder belongs to.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

MANIFEST = ".mqttmesh.json"
JOURNAL = ".mqttmesh.journal"
STAGING = ".mqttmesh.staging"
RESERVED = frozenset({MANIFEST, JOURNAL, STAGING})

FORMAT = 1

Entry = tuple[str, str]
"""A path below the output folder, and the SHA-256 of its content in hexadecimal."""

_NAME = r'(?!\.{1,2}(?:/|\Z))[^/"\\\x00-\x1f\x7f\ud800-\udfff]+'
_PATH = re.compile(rf"{_NAME}(?:/{_NAME})*")
_FILE_LINE = re.compile(r'^    "([^"\\\n]+)": "([0-9a-f]{64})",?\r?$', re.MULTILINE)
_JSON_TEXT = r'"(?:[^"\\\x00-\x1f]|\\["\\bfnrt]|\\u[0-9a-f]{4})*"'
_TOPOLOGY_LINE = re.compile(rf'^  "topology": ({_JSON_TEXT})\r?$', re.MULTILINE)


def is_writable_path(path: str) -> bool:
    """Whether a path stays below the output folder, clear of our own records, and needs no JSON escape."""
    return _PATH.fullmatch(path) is not None and path.partition("/")[0] not in RESERVED


def dump(entries: Iterable[Entry], topology: str = "") -> bytes:
    """The text of a manifest or journal, the same bytes for the same entries in any order.

    Args:
        entries: The files.
        topology: The topology file, as a path from the output folder; "" where none is to be named.
    """
    lines = ",\n".join([f'    "{path}": "{digest}"' for path, digest in sorted(entries)])
    files = f"{{\n{lines}\n  }}" if lines else "{}"
    named = f',\n  "topology": {json.dumps(topology)}' if topology else ""
    return f'{{\n  "files": {files},\n  "format": {FORMAT}{named}\n}}\n'.encode()


def load(text: bytes) -> set[Entry]:
    """The entries of a manifest or journal, however damaged.

    Each line is read for itself, so that a conflict of git keeps the entries of both sides, and a truncated
    or converted (CRLF) file keeps what is left. That is safe because an entry only claims a file whose bytes
    have exactly its digest; where that file lies must still pass `is_writable_path`.
    """
    return set(_FILE_LINE.findall(text.decode(errors="replace")))


def topologies(text: bytes) -> set[str]:
    """The topology file that a manifest or journal names; in a conflict of git, those of both sides."""
    return {json.loads(named) for named in _TOPOLOGY_LINE.findall(text.decode(errors="replace"))}
