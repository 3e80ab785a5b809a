"""What `check` found in some topologies, as text and as plain data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from mqttmesh.check import Examination
from mqttmesh.report.counted import counted


def checked_text(examinations: Sequence[Examination], *, color: bool) -> str:
    """Every finding of every topology, and last how many there are."""
    return "\n".join(_blocks(examinations, color)).rstrip("\n")


def checked_json(examinations: Sequence[Examination]) -> str:
    """One list of all findings, each with its file."""
    from mqttmesh.report.findings import findings_json

    found = [each for one in examinations for each in findings_json(one.findings, one.source)]
    return json.dumps(found, indent=2)


def summary_text(examinations: Sequence[Examination]) -> str:
    """One line: how many topologies, and what was found in all of them."""
    findings = [finding for each in examinations for finding in each.findings]
    checked = f"checked {counted(len(examinations), 'topology', 'topologies')}"
    if not findings:
        return f"{checked}: no findings"
    from mqttmesh.report.findings import counts_text

    return f"{checked}: {counts_text(findings)}"


def _blocks(examinations: Sequence[Examination], color: bool) -> Iterator[str]:
    faulty = [each for each in examinations if each.findings]
    for each in faulty:
        from mqttmesh.report.findings import findings_text  # long to import, and most topologies are sound

        yield findings_text(each.findings, each.source, color=color)
    closing = [summary_text(examinations)] if len(examinations) > 1 or not faulty else []
    if mendable := sum(map(_mendable, faulty)):
        closing.append(f"{mendable:,} can be mended by --fix; --diff shows how")
    yield "\n".join(closing)


def _mendable(examination: Examination) -> int:
    if not any(finding.edit for finding in examination.findings):
        return 0
    from mqttmesh.report.mending import Mending

    mending = Mending(examination.source)
    return sum(mending.of(finding) is not None for finding in examination.findings)
