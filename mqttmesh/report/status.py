"""A running mesh as a table of at most 80 columns, and as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from mqttmesh.report.findings import visible
from mqttmesh.runtime.status import BridgeState, BrokerStatus, ListenerStatus, MeshStatus

if TYPE_CHECKING:
    from mqttmesh.runtime.engine import UpReport

_SHOWN = 5
_TOLD = 3
_WIDTH = 80
_HEAD = ("BROKER", "ROLE", "ADDRESS", "LISTENERS", "PID", "BRIDGE")
_DOORS = _HEAD.index("LISTENERS")


def status_text(status: MeshStatus) -> str:
    """A row for each broker, the last log lines of the first that died, and a verdict."""
    rows = [_HEAD, *(_row(broker) for broker in status.brokers)]
    widths = [
        min(max(len(row[column]) for row in rows), limit)
        for column, limit in enumerate((26, 5, 13, _WIDTH, 7, 7))
    ]
    widths[_DOORS] = min(widths[_DOORS], _WIDTH - sum(widths) - len(widths) + 1 + widths[_DOORS])
    table = [
        " ".join(_fitted(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for row in rows
        for line in _lines(row, widths[_DOORS])
    ]
    return "\n".join([*table, "", *_endings(status), verdict(status)])


def _endings(status: MeshStatus) -> Iterator[str]:
    """Why brokers ended, by the last lines of the first few: many have one cause."""
    ended = [broker for broker in status.brokers if broker.pid is None]
    for broker in ended[:_TOLD]:
        yield f"{broker.name} ended:"
        yield from map(_quoted, broker.last_lines)
    if len(ended) > _TOLD:
        yield f"{len(ended) - _TOLD} more ended; `mqttmesh logs` shows what they wrote"


def verdict(status: MeshStatus) -> str:
    """One line: how many run, and how many bridges are connected."""
    bridges = [broker.bridge for broker in status.brokers if broker.bridge is not None]
    alive = sum(broker.pid is not None for broker in status.brokers)
    connected = bridges.count(BridgeState.UP)
    idle = bridges.count(BridgeState.IDLE)
    return (
        f"{status.mesh}: {alive} of {len(status.brokers)} brokers run (Mosquitto {status.release}), "
        f"{connected} of {len(bridges)} bridges are connected" + (f", {idle} idle" if idle else "")
    )


def status_json(status: MeshStatus) -> str:
    """Everything, for machines."""
    return json.dumps({"well": status.well, **asdict(status)}, indent=2)


def up_text(report: UpReport, status: MeshStatus | None) -> str:
    """What `up` did, and where to go from here."""
    lines = []
    if report.development:
        lines.append("development certificates stand in for the topology's, which are not all here")
    for verb, names in (
        ("started", report.started),
        ("reloaded", report.reloaded),
        ("stopped", report.stopped),
    ):
        if names:
            lines.append(f"{verb} {_named(names)}")
    if report.stopped:
        lines.append("what they had saved stays until `mqttmesh down --volumes`")
    if report.kept:
        lines.append(f"left {report.kept} as they were")
    return "\n".join([*lines, *([verdict(status)] if status else [])])


def _row(broker: BrokerStatus) -> Sequence[str]:
    doors = " ".join(map(_door, broker.listeners)) or "-"
    pid = "dead" if broker.pid is None else str(broker.pid)
    return (broker.name, broker.role, broker.address, doors, pid, broker.bridge or "-")


def _lines(row: Sequence[str], room: int) -> Iterator[Sequence[str]]:
    """A row, and below it the listeners that there was no room for."""
    first, *more = textwrap.wrap(row[_DOORS], room)
    yield (*row[:_DOORS], first, *row[_DOORS + 1 :])
    for doors in more:
        yield tuple(doors if column == _DOORS else "" for column in range(len(row)))


def _door(door: ListenerStatus) -> str:
    kinds = [*(["ws"] if door.protocol == "websockets" else []), *(["tls"] if door.tls else [])]
    return "/".join([str(door.port), *kinds])


def _fitted(cell: str, width: int) -> str:
    return cell.ljust(width) if len(cell) <= width else f"{cell[: width - 1]}…"


def _named(names: Sequence[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{len(names)}: {', '.join(names[:_SHOWN])}{more}"


def _quoted(line: str) -> str:
    return f"   | {visible(line)}"
