"""Rules and mistakes as text: one of them as a page, all of them as a table."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from mqttmesh.check.ignores import FAMILY
from mqttmesh.check.mistakes import MEANINGS, MISTAKES
from mqttmesh.check.rule import Proof, Rule
from mqttmesh.check.rules import RULES
from mqttmesh.report.counted import counted
from mqttmesh.report.findings import WIDTH

PROOFS: dict[Proof, str] = {
    "broker": "a real broker shows it",
    "certificate": "a certificate shows it",
    "file": "a file shows it",
    "topology": "the topology itself shows it",
    "advice": "nothing proves it",
}

_INDENT = "    "


def rule_text(rule: Rule, *, color: bool) -> str:
    """A rule's page for a terminal: what it is, why, what fails and passes, and how to ignore it."""
    mends = ", --fix mends it" if rule.mends else ""
    head = f"{_bold(rule.id, color)}\n{rule.severity}, family {rule.family}; {PROOFS[rule.proof]}{mends}"
    page = "\n".join(_plain(rule.page, color))
    return f"{head}\n\n{page}" + ("" if rule.family == FAMILY else f"\n\n{_how_to_ignore(rule, color)}")


def mistake_text(id: str, *, color: bool) -> str:
    """What a mistake means."""
    (part,) = (part for part, mistakes in MISTAKES.items() if id in mistakes)
    head = f"{_bold(id, color)}\nerror, a mistake: {part.lower()}"
    meaning = textwrap.fill(
        f"{_sentence(MEANINGS[id])} Nothing is rendered or started until it is gone.", WIDTH
    )
    return f"{head}\n\n{meaning}"


def rules_text(*, color: bool) -> str:
    """Every rule by family, each with its severity, whether `--fix` mends it, and its summary."""
    blocks = [_family_text(family, rules, color) for family, rules in by_family()]
    mistakes = f"{counted(len(MEANINGS), 'mistake')} of a topology have ids too, such as `unknown-key`."
    return "\n\n".join([*blocks, f"{counted(len(RULES), 'rule')}. {mistakes}"])


def rule_json(id: str) -> str:
    """One rule or mistake as plain data."""
    (found,) = (each for each in _all() if each["id"] == id)
    return json.dumps(found, indent=2)


def rules_json() -> str:
    """Every rule and every mistake as plain data."""
    return json.dumps(list(_all()), indent=2)


def by_family() -> Iterator[tuple[str, list[Rule]]]:
    """The rules of each family, both in the order of their names."""
    ordered = sorted(RULES, key=lambda rule: (rule.family, rule.id))
    for family, rules in groupby(ordered, key=lambda rule: rule.family):
        yield family, list(rules)


def _how_to_ignore(rule: Rule, color: bool) -> str:
    comment = f"{_INDENT}# mqttmesh: ignore[{rule.id}] the reason"
    return f"{_bold('To ignore it', color)}\nbeside the line, or alone on the line above it:\n\n{comment}"


def _family_text(family: str, rules: list[Rule], color: bool) -> str:
    lines = [f"{_bold(family, color)}: {rules[0].about_family}"]
    deep = " " * 6
    for rule in rules:
        lines.append(f"  {rule.id} ({rule.severity}{', --fix' if rule.mends else ''})")
        lines += textwrap.wrap(rule.summary, WIDTH, initial_indent=deep, subsequent_indent=deep)
    return "\n".join(lines)


def _all() -> Iterator[dict[str, Any]]:
    for rule in RULES:
        yield {
            "id": rule.id,
            "family": rule.family,
            "severity": str(rule.severity),
            "proof": rule.proof,
            "mends": rule.mends,
            "summary": rule.summary,
            "page": rule.page,
        }
    for id, meaning in MEANINGS.items():
        yield {
            "id": id,
            "family": "mistake",
            "severity": "error",
            "proof": "topology",
            "mends": False,
            "summary": _sentence(meaning),
            "page": _sentence(meaning),
        }


def _plain(page: str, color: bool) -> Iterator[str]:
    """Markdown as it reads well without a reader of it: headings stand out, examples are indented."""
    fenced = False
    for line in page.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif fenced:
            yield f"{_INDENT}{line}".rstrip()
        elif line.startswith("## "):
            yield _bold(line.removeprefix("## "), color)
        else:
            yield line


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."


def _bold(text: str, color: bool) -> str:
    return f"\x1b[1m{text}\x1b[0m" if color else text
