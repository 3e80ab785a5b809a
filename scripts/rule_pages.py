"""The pages of docs/reference/rules, and the list of mistakes: made of what the code says of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from mqttmesh.check.mistakes import MISTAKES
from mqttmesh.check.rule import Rule
from mqttmesh.check.rules import RULES
from mqttmesh.report.rules import PROOFS, by_family

FARM = Path(__file__).parents[1] / "docs" / "reference" / "rules" / "farm.yaml"
BAR = "\\|"  # in a table
MADE = "<!-- Made by scripts/rule_pages.py (`make golden`): edit what it reads, not this page. -->\n"

INDEX_HEAD = """\
# What `mqttmesh check` finds

Each rule has a page: what it finds, why that is a fault, an example that fails and one that passes.
`mqttmesh rule ID` shows the same. An **error** will not work, or loses or leaks something for certain; it
stops `render` and `up`. A **warning** works, and will hurt. **Advice** is what nothing proves, and is shown
only with `--advice`; what proves any other rule is told on its page. `--fix` mends what is marked so.
What keeps a topology from being read at all is a [mistake](../rules.md).
How to leave a finding out, and more: [Check a topology](../../how-to/check-a-topology.md).
"""

INDEX_FARM = """\
## The farm

The examples are parts of one topology, [farm.yaml](farm.yaml); what an example leaves out is as there. The
lines at fault end with `# here`.
"""

MISTAKES_HEAD = """\
# Mistakes

The id of each mistake that keeps a topology from being read; it stands in brackets at the end of a message,
and `mqttmesh rule ID` explains it too. Every mistake of a file is told at once, each with its line and what
to do. All of them are errors: nothing is rendered or started until they are gone, and none can be ignored.
What is found in a topology that can be read has [rules](rules/README.md).
"""


def index_page() -> str:
    """docs/reference/rules/README.md."""
    sections = [_family(family, rules) for family, rules in by_family()]
    farm = f"```yaml\n{FARM.read_text(encoding='utf-8')}```\n"
    return "\n".join([MADE, INDEX_HEAD, *sections, INDEX_FARM, farm])


def rule_page(rule: Rule) -> str:
    """docs/reference/rules/ID.md."""
    mends = ", and `--fix` mends it" if rule.mends else ""
    facts = f"{str(rule.severity).capitalize()}, family [{rule.family}](README.md#{rule.family}); "
    page = rule.page.replace("```yaml\n", "<!-- fragment -->\n```yaml\n")
    return f"{MADE}\n# {rule.id}\n\n{facts}{PROOFS[rule.proof]}{mends}.\n\n{page}\n"


def mistakes_page() -> str:
    """docs/reference/rules.md."""
    return "\n".join([MADE, MISTAKES_HEAD, *map(_mistakes, MISTAKES)])


PAGES: dict[str, Callable[[], str]] = {
    "rules.md": mistakes_page,
    "rules/README.md": index_page,
    **{f"rules/{rule.id}.md": partial(rule_page, rule) for rule in RULES},
}


def _family(family: str, rules: list[Rule]) -> str:
    rows = [
        f"| [{rule.id}]({rule.id}.md) | {rule.summary.replace('|', BAR)} | {rule.severity} | {rule.proof} | "
        f"{'yes' if rule.mends else ''} |"
        for rule in rules
    ]
    head = ["| rule | finds | severity | proof | `--fix` |", "|---|---|---|---|---|"]
    return "\n".join([f"## {family}\n", rules[0].about_family, "", *head, *rows, ""])


def _mistakes(part: str) -> str:
    rows = [f"| `{id}` | {meaning} |" for id, meaning in MISTAKES[part].items()]
    return "\n".join([f"## {part}\n", "| mistake | means |", "|---|---|", *rows, ""])
