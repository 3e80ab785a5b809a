"""Errors as text: what is wrong, the lines worth reading, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mqttmesh.report.findings import visible

if TYPE_CHECKING:
    from mqttmesh.errors import MqttmeshError


def error_text(error: MqttmeshError, *, color: bool) -> str:
    """One error, in the manner of `findings_text`: message, details, hint."""
    start = "\x1b[1;31merror:\x1b[0m" if color else "error:"
    lines = [f"{start} {visible(error.message)}"]
    lines += [f"   | {visible(detail)}" for detail in error.details]
    if error.hint:
        lines.append(f"   = {visible(error.hint)}")
    return "\n".join(lines)
