"""What `down` did, in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mqttmesh.report.counted import counted

if TYPE_CHECKING:
    from mqttmesh.runtime.ending import Ended


def ended_text(name: str, ended: Ended) -> str:
    """How many brokers were stopped; where none ran, what was removed all the same."""
    if ended.stopped:
        return f"{name}: stopped {counted(ended.stopped, 'broker')}"
    removed = [
        what
        for what, gone in (
            ("its development certificates", ended.development),
            ("what its brokers had saved", ended.saved),
        )
        if gone
    ]
    return f"{name} was not running" + (f"; removed {' and '.join(removed)}" if removed else "")
