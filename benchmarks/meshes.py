"""Topologies to time: what somebody with many sites would write, one entry for each spoke."""

from __future__ import annotations

from collections.abc import Iterator

_HEAD = """\
version: 1
name: bench
hub:
  host: mqtt.bench.example
  listeners: [{port: 8883, tls: true}]
  tls: {letsencrypt: /etc/letsencrypt/live/mqtt.bench.example}
  auth: {spokes: password}
  users:
    - {name: historian, read: ["sites/#"]}
topics:
  - {filter: "sensors/#", remote_prefix: "sites/{spoke}/"}
  - {filter: "commands/#", direction: in, remote_prefix: "sites/{spoke}/"}
spokes:
"""
_REGIONS = ("north", "east", "south", "west")


def explicit(spokes: int) -> str:
    """A mesh whose spokes are written out one by one: every third has a user, the others are open."""
    return _HEAD + "".join(line for number in range(1, spokes + 1) for line in _spoke(number))


def ranged(spokes: int) -> str:
    """A mesh over TLS whose spokes are one range, without listeners of their own: quick to start."""
    return f"{_HEAD}  - name: site-{{{1:05}..{spokes:05}}}\n"


def _spoke(number: int) -> Iterator[str]:
    yield f"  - name: site-{number:05}\n"
    if number % 3:
        yield "    listeners: [{port: 1883, allow_anonymous: true}]\n"
    else:
        yield "    listeners: [{port: 1883}]\n"
        yield '    users: [{name: meter, read: ["commands/#"], write: ["sensors/#", "alarms/#"]}]\n'
    yield f"    labels: {{region: {_REGIONS[number % 4]}, rack: R{number % 40:02}}}\n"
    yield '    topics: [{filter: "alarms/#", qos: 2, remote_prefix: "sites/{spoke}/"}]\n'
