"""Pages of the documentation, read as far as they can be proved: blocks, headings and links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

_CONTAINERS = "<!-- engine: docker -->"
IN_CONTAINERS = [
    page for page in PAGES if page.read_text(encoding="utf-8").startswith("<!-- engine: docker -->")
]
"""Pages whose commands want a Docker daemon."""

_MARK = re.compile(r"<!-- (file|append|fragment)(?:: (\S+))? -->")
_FENCE = re.compile(r"```(\S*)")
_HEADING = re.compile(r"#+ (.+)")
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block, and what the comment above it says of it.

    Attributes:
        line: Where its text begins, from 1.
        mark: `file` (it is that file), `append` (it is added to that file), `fragment` (a part of some
            topology), or "".
        target: The file.
    """

    language: str
    text: str
    line: int
    mark: str = ""
    target: str = ""

    @property
    def whole(self) -> bool:
        """Whether a YAML block must be a topology by itself."""
        return self.language == "yaml" and self.mark in ("", "file")


def blocks(text: str) -> Iterator[Block]:
    """The fenced blocks of a page, in order."""
    lines = text.splitlines()
    start, language, above = 0, "", ""
    for number, line in enumerate(lines, 1):
        fence = _FENCE.fullmatch(line.strip())
        if fence and not start:
            start, language = number, fence[1]
        elif fence:
            mark = _MARK.fullmatch(above)
            body = "".join(f"{inner}\n" for inner in lines[start : number - 1])
            yield Block(language, body, start + 1, *((mark[1], mark[2] or "") if mark else ("", "")))
            start = 0
        if not start:
            above = line.strip() or above


def prose(text: str) -> str:
    """A page without its fenced blocks and inline code."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE))


def anchors(text: str) -> set[str]:
    """What a link may lead to: headings, in the form that Git forges give them."""
    headings = _HEADING.findall(re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def broken_links(page: Path, text: str) -> list[str]:
    """Relative links of a page that lead nowhere."""
    broken = []
    for link in _LINK.findall(prose(text)):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        known = not anchor or (target.suffix == ".md" and target.is_file())
        if not (target.exists() and known) or (
            anchor and anchor not in anchors(text if not path else target.read_text(encoding="utf-8"))
        ):
            broken.append(link)
    return broken
