"""What happened to secrets, as text and JSON; never what they are."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict

from mqttmesh.report.counted import counted
from mqttmesh.report.findings import visible
from mqttmesh.secrets import Initialised, Rotation, SecretProblem

_SHOWN = 10


def initialised_text(done: Initialised) -> str:
    """What was made: the files by name while they are few."""
    if not (done.created or done.updated):
        return "there was nothing to make" if done.problems else "every secret was there already"
    lines = _listed("made", "secret", done.created) + _listed("wrote", "password file", done.updated)
    return "\n".join(lines)


def rotation_text(rotation: Rotation) -> str:
    """What changed, and who must know."""
    lines = [f"{rotation.file} holds a new secret"]
    if rotation.reload:
        lines.append(f"  reload {', '.join(rotation.reload)}: its password file has changed")
    if rotation.restart:
        lines.append(f"  restart {', '.join(rotation.restart)}: its bridge logs in with it")
    return "\n".join([*lines, "`mqttmesh up` does this to a mesh that runs here"])


def problem_text(problem: SecretProblem) -> str:
    """One problem, in the manner of an error."""
    return f"error: {visible(problem.message)} [{problem.kind}]\n   = {visible(problem.hint)}"


def problems_json(problems: Sequence[SecretProblem]) -> str:
    """Problems for machines: a list of kind, subject, message and hint."""
    return json.dumps([asdict(problem) for problem in problems], indent=2)


def _listed(verb: str, what: str, files: Sequence[str]) -> list[str]:
    if not files:
        return []
    more = f"  … and {len(files) - _SHOWN} more" if len(files) > _SHOWN else ""
    names = [f"  {visible(name)}" for name in files[:_SHOWN]]
    return [f"{verb} {counted(len(files), what)}:", *names, *([more] if more else [])]
