"""`{spoke}` and `{mesh}` in texts that may hold them; a doubled brace is a literal one."""

from __future__ import annotations

import re
from dataclasses import dataclass

_PART = re.compile(r"\{\{|\}\}|\{spoke\}|\{mesh\}")


@dataclass(frozen=True, slots=True)
class Names:
    """What the placeholders stand for; a hub has no spoke's name."""

    mesh: str
    spoke: str = ""

    def fill(self, text: str) -> str:
        """The text with its placeholders replaced."""
        if "{{" not in text and "}}" not in text:
            return text.replace("{spoke}", self.spoke).replace("{mesh}", self.mesh)
        parts = {"{{": "{", "}}": "}", "{spoke}": self.spoke, "{mesh}": self.mesh}
        return _PART.sub(lambda part: parts[part[0]], text)


def needs_spoke(text: str) -> bool:
    """Whether a text says something only where there is a spoke."""
    return "{spoke}" in _PART.findall(text)
