"""Findings as SARIF 2.1.0, which code scanning of Git forges and editors read.

The format is OASIS's "Static Analysis Results Interchange Format"; section numbers below are its own.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from mqttmesh import __version__
from mqttmesh.check import Examination
from mqttmesh.check.mistakes import MEANINGS
from mqttmesh.check.rule import Rule
from mqttmesh.check.rules import RULES
from mqttmesh.finding import Severity, Span
from mqttmesh.report.mending import Mending, Replacement
from mqttmesh.report.placed import Placed, placed

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.ADVICE: "note"}
_ROOT = "%SRCROOT%"
_KNOWN: Mapping[str, Rule] = {rule.id: rule for rule in RULES}


def sarif_text(examinations: Sequence[Examination]) -> str:
    """One log with one run, in which every topology was examined."""
    found = [(placed(each.findings, each.source), Mending(each.source)) for each in examinations]
    ids = sorted({each.finding.rule for places, _ in found for each in places})
    results = _Results({rule: index for index, rule in enumerate(ids)})
    run = {
        "tool": {
            "driver": {
                "name": "mqttmesh",
                "semanticVersion": __version__,
                "rules": [_descriptor(rule) for rule in ids],
            }
        },
        "invocations": [{"executionSuccessful": all(each.sound for each in examinations)}],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that mqttmesh ran in."}}},
        "artifacts": [{"location": _location(each.source.name)} for each in examinations],
        "results": [result for places, mending in found for result in results.of(places, mending)],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, indent=2)


def _descriptor(id: str) -> dict[str, Any]:
    """What an id means (§3.49); the help of a rule is its page."""
    if id not in _KNOWN:
        meaning = MEANINGS.get(id, id)
        text = f"{meaning[:1].upper()}{meaning[1:]}."
        return {
            "id": id,
            "shortDescription": {"text": text},
            "help": {"text": text},
            "defaultConfiguration": {"level": "error"},
            "properties": {"tags": ["mistake"]},
        }
    rule = _KNOWN[id]
    return {
        "id": id,
        "shortDescription": {"text": rule.summary},
        "help": {"text": rule.page, "markdown": rule.page},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {"tags": [rule.family, f"proof/{rule.proof}"]},
    }


class _Results:
    """Makes results (§3.27), and tells those apart that look alike."""

    def __init__(self, indices: Mapping[str, int]) -> None:
        self._indices = indices
        self._seen: Counter[str] = Counter()

    def of(self, places: Sequence[Placed], mending: Mending) -> Iterator[dict[str, Any]]:
        """The results of one topology; what came from an option stands where it would be in the file."""
        for each in places:
            replacement = mending.of(each.finding)
            file, span = mending.source.name, mending.source.span(each.finding)
            result: dict[str, Any] = {
                "ruleId": each.finding.rule,
                "ruleIndex": self._indices[each.finding.rule],
                "level": _LEVELS[each.finding.severity],
                "message": {"text": _message(each, file)},
                "locations": [
                    {"physicalLocation": {"artifactLocation": _location(file), "region": _region(span)}}
                ],
                "partialFingerprints": {"primaryLocationLineHash": self._fingerprint(each)},
            }
            if replacement is not None:
                result["fixes"] = [_fix(each, file, replacement)]
            yield result

    def _fingerprint(self, each: Placed) -> str:
        """Stays the same when the line moves: of what is said of which text, and the how manieth it is."""
        finding = each.finding
        said = "\0".join(
            (each.origin.name, finding.rule, finding.message, each.origin.line(each.span.line).strip())
        )
        digest = sha256(said.encode(errors="surrogateescape")).hexdigest()[:16]
        self._seen[digest] += 1
        return f"{digest}:{self._seen[digest]}"


def _message(each: Placed, file: str) -> str:
    origin = f" ({each.origin.name})" if each.origin.name != file else ""
    hint = each.finding.hint
    return f"{each.finding.message}{origin}." + (f" {hint[:1].upper()}{hint[1:]}." if hint else "")


def _region(span: Span) -> dict[str, int]:
    return {
        "startLine": span.line,
        "startColumn": span.column,
        "endColumn": span.column + span.width,
    }


def _fix(each: Placed, file: str, replacement: Replacement) -> dict[str, Any]:
    deleted = {
        "startLine": replacement.line,
        "startColumn": replacement.column,
        "endLine": replacement.to_line,
        "endColumn": replacement.to_column,
    }
    change = {"deletedRegion": deleted, "insertedContent": {"text": replacement.text}}
    return {
        "description": {"text": each.finding.hint or each.finding.message},
        "artifactChanges": [{"artifactLocation": _location(file), "replacements": [change]}],
    }


def _location(name: str) -> dict[str, str]:
    """A file below the working folder by its relative path, any other by its whole one (§3.4)."""
    here = Path.cwd()
    path = here / name
    if ".." not in path.parts and path.is_relative_to(here):
        return {"uri": quote(os.fsencode(path.relative_to(here))), "uriBaseId": _ROOT}
    return {"uri": path.resolve().as_uri()}
