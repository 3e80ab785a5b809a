"""`trace`: where a message goes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from mqttmesh.cli.options import TOPOLOGY, Json, Overrides, TopologyPath

if TYPE_CHECKING:
    from mqttmesh.mesh import Broker


def trace(
    topic: Annotated[str, typer.Argument(help="The topic that is published.", metavar="TOPIC")],
    origin: Annotated[
        str, typer.Option("--from", metavar="BROKER", help="The broker at which it is published.")
    ],
    topology: TopologyPath = TOPOLOGY,
    user: Annotated[
        str | None,
        typer.Option("--user", metavar="NAME", help="Who publishes it; by default somebody who may."),
    ] = None,
    qos: Annotated[int, typer.Option("--qos", min=0, max=2, help="The QoS it is published with.")] = 1,
    as_json: Json = False,
    overrides: Overrides = None,
) -> None:
    """Say where a message goes: who may read it there, by which route it came, and what it does not reach.

    Follows from the topology: no broker is asked.
    """
    import json

    from mqttmesh.cli.pipeline import broker_named, read
    from mqttmesh.flow import Message
    from mqttmesh.flow.trace import Trace
    from mqttmesh.report.trace import trace_json, trace_text

    _require_name(topic)
    _, mesh = read(topology, overrides)
    broker = broker_named(mesh, origin)
    if user is not None:
        _require_user(broker, user)
    found = Trace.of(mesh, broker, Message(topic, qos), user)
    typer.echo(json.dumps(trace_json(found), indent=2) if as_json else trace_text(found))


def _require_name(text: str) -> None:
    from mqttmesh import topic
    from mqttmesh.errors import UsageError

    if {"+", "#"} & set(text):
        raise UsageError(f"{text} is a topic filter", hint="trace follows one message: give its topic's name")
    if fault := topic.filter_fault(text):
        raise UsageError(f"`{text}` is no topic name", hint=fault)


def _require_user(broker: Broker, user: str) -> None:
    from mqttmesh.cli.likely import did_you_mean
    from mqttmesh.errors import UsageError

    known = [grant.user for grant in broker.grants]
    if user not in known:
        hint = did_you_mean(user, known, f"It has {', '.join(known[:10]) or 'none'}.")
        raise UsageError(f"{broker.name} has no user {user}", hint=hint)
