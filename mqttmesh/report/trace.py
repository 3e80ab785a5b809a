"""The way of one message, as text for people and as plain data."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

from mqttmesh.flow.message import Arrival, Hop
from mqttmesh.flow.trace import Clients, Trace, Unreached
from mqttmesh.mesh import TopicRoute

_WIDTH = 80
_MOST = 20  # arrivals that are shown of many
_NAMES = 8


def trace_text(trace: Trace) -> str:
    """Each broker that the message comes to with topic, route and readers; then those it does not reach."""
    if trace.refused:
        return f"{trace.origin} does not take {trace.message.topic} from this client: its ACL says so"
    arrivals = trace.flow.arrivals
    lines = [line for arrival in arrivals[:_MOST] for line in _arrival(trace, arrival)]
    if len(arrivals) > _MOST:
        lines.append(f"… and {len(arrivals) - _MOST:,} more; --json has all of them")
    if trace.unreached:
        lines += ["", "not reached", *(line for each in trace.unreached for line in _unreached(each))]
    return "\n".join(lines)


def trace_json(trace: Trace) -> dict[str, Any]:
    """The same as plain data, in full."""
    return {
        "from": trace.origin,
        "topic": trace.message.topic,
        "refused": trace.refused,
        "writers": _clients_json(trace.writers),
        "reached": [_arrival_json(trace, arrival) for arrival in trace.flow.arrivals],
        "not_reached": [{"brokers": list(each.brokers), "why": each.why} for each in trace.unreached],
    }


def _arrival(trace: Trace, arrival: Arrival) -> Iterator[str]:
    hop, depth = arrival.path[-1], 2 * (len(arrival.path) - 1)
    lead = " " * depth + ("→ " if depth else "")
    times = f", {arrival.copies} times" if arrival.copies > 1 else ""
    yield f"{lead}{hop.broker}  {hop.topic}  (QoS {arrival.message.qos}{times})"
    indent = " " * (depth + 4)
    if hop.route is not None:
        yield f"{indent}by {_route(hop.route)}"
    else:
        yield from _wrapped(_may("published", trace.writers), indent)
    yield from _wrapped(_may("read", trace.readers(arrival)), indent)


def _wrapped(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def _route(route: TopicRoute) -> str:
    """As mosquitto.conf has it: `topic` filter, direction, QoS, prefix here, prefix at the hub."""
    prefixes = " ".join(prefix or '""' for prefix in (route.local_prefix, route.remote_prefix))
    return f"topic {route.filter or chr(34) * 2} {route.direction} {route.qos} {prefixes}"


def _may(done: str, clients: Clients | None) -> str:
    if clients is None:
        return f"by whom it may be {done} is the hub's to say"
    names = [*clients.users[:_NAMES], *(["clients without a name"] if clients.anonymous else [])]
    more = len(clients.users) - _NAMES
    if more > 0:
        names.append(f"{more:,} more")
    return f"may be {done} by {', '.join(names) or 'nobody'}"


def _unreached(unreached: Unreached) -> list[str]:
    names = list(unreached.brokers[:_NAMES])
    if len(unreached.brokers) > _NAMES:
        names.append(f"{len(unreached.brokers) - _NAMES:,} more")
    return textwrap.wrap(
        f"{', '.join(names)}: {unreached.why}",
        _WIDTH,
        initial_indent="  ",
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def _arrival_json(trace: Trace, arrival: Arrival) -> dict[str, Any]:
    return {
        "broker": arrival.broker,
        "topic": arrival.message.topic,
        "qos": arrival.message.qos,
        "copies": arrival.copies,
        "path": [_hop_json(hop) for hop in arrival.path],
        "readers": _clients_json(trace.readers(arrival)),
    }


def _clients_json(clients: Clients | None) -> dict[str, Any] | None:
    return None if clients is None else {"users": list(clients.users), "anonymous": clients.anonymous}


def _hop_json(hop: Hop) -> dict[str, Any]:
    route = None if hop.route is None else _route(hop.route)
    return {"broker": hop.broker, "topic": hop.topic, "route": route}
