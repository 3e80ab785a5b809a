"""The manifest and the journal: which bytes below the output folder are ours.

Both have one form, JSON with one file a line. The manifest is committed beside the files it lists; the
journal exists only while a render is under way, and lists what that render means to write.
"""

from __future__ import annotations

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


def is_writable_path(path: str) -> bool:
    """Whether a path stays below the output folder, clear of our own records, and needs no JSON escape."""
    return _PATH.fullmatch(path) is not None and path.partition("/")[0] not in RESERVED


def dump(entries: Iterable[Entry]) -> bytes:
    """The text of a manifest or journal, the same bytes for the same entries in any order."""
    lines = ",\n".join([f'    "{path}": "{digest}"' for path, digest in sorted(entries)])
    files = f"{{\n{lines}\n  }}" if lines else "{}"
    return f'{{\n  "files": {files},\n  "format": {FORMAT}\n}}\n'.encode()


def load(text: bytes) -> set[Entry]:
    """The entries of a manifest or journal, however damaged.

    Each line is read for itself, so that a conflict of git keeps the entries of both sides, and a truncated
    or converted (CRLF) file keeps what is left. That is safe because an entry only claims a file whose bytes
    have exactly its digest; where that file lies must still pass `is_writable_path`.
    """
    return set(_FILE_LINE.findall(text.decode(errors="replace")))
