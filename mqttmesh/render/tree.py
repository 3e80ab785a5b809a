"""What rendering makes: files in memory, by their path below the output folder."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RenderedFile:
    """One file to be: its bytes and the permissions it shall have, whatever the umask says."""

    content: bytes
    mode: int = 0o644


RenderedTree = Mapping[str, RenderedFile]
"""Files by relative POSIX path, such as `edge-1/mosquitto.conf`."""
