"""docs/reference/log-signatures.md: every line that `explain` knows, with its causes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mqttmesh.check.mistakes import MISTAKES
from mqttmesh.explain.signature import Cause, End, Signature, causes_of
from mqttmesh.explain.signatures import SIGNATURES

MADE = "<!-- Made by scripts/reference.py (`make golden`): edit what it reads, not this page. -->\n"
HEAD = """\
# What brokers' logs say

Every line that `mqttmesh explain` knows, in the wordings of Mosquitto 2.0 and 2.1 and of OpenSSL 1.1 and 3.0,
as regular expressions that are searched in a line and those that go on with it. The tests
have real brokers write them.
How to read a log with it: [read a broker's log](../how-to/read-a-broker-log.md).

*Dialler* is the end that dials, the spoke of a bridge; *listener* the end that is dialled, the hub.

## Signatures
"""
CAUSES = """
## Causes

With a topology, the rules that are named here are asked which cause holds.

| cause | what is so | who must mend it, and how | `mqttmesh check` finds it by |
|---|---|---|---|"""

_ENDS = {End.DIALLER: "the dialler", End.LISTENER: "the listener", None: "any broker"}
_MISTAKES = {mistake for group in MISTAKES.values() for mistake in group}


def signature_page() -> str:
    """The whole page."""
    rows = [_cause(cause) for cause in causes_of(SIGNATURES)]
    return "\n".join([MADE, HEAD, *map(_signature, SIGNATURES), CAUSES, *rows, ""])


def _signature(signature: Signature) -> str:
    return "\n".join(_lines(signature))


def _lines(signature: Signature) -> Iterator[str]:
    often = f", {signature.times} times or more" if signature.times > 1 else ""
    yield f"### {signature.id}\n"
    yield f"{signature.title[0].upper()}{signature.title[1:]}. Written by {_ENDS[signature.end]}{often}.\n"
    yield "```text"
    yield from signature.patterns
    yield "```\n"
    yield f"Causes: {_quoted([cause.id for cause in signature.causes])}.\n"


def _cause(cause: Cause) -> str:
    rules = ", ".join(map(_link, cause.rules)) or "-"
    cells = (f"`{cause.id}`", cause.sentence, f"{cause.who}: {cause.remedy}", rules)
    return f"| {' | '.join(cells)} |"


def _link(rule: str) -> str:
    return f"[{rule}](rules.md)" if rule in _MISTAKES else f"[{rule}](rules/{rule}.md)"


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
