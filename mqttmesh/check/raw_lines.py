"""The raw lines of `extra_config`, taken apart as Mosquitto does it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from mqttmesh.check.case import Case, Subject
from mqttmesh.finding import Loc
from mqttmesh.mesh import Broker, Trust


@dataclass(frozen=True, slots=True)
class RawLine:
    """One of them.

    Attributes:
        part: Where it comes to stand: before the listeners, or at the end of the bridge.
        option: Its first word.
        value: All that follows; Mosquitto keeps the blanks between, and a `#`.
        loc: Where it is written.
        subject: Whose it is.
    """

    part: Literal["broker", "bridge"]
    option: str
    value: str
    loc: Loc
    subject: Subject


def raw_lines(case: Case) -> Iterator[RawLine]:
    """Those that are no comments, at each place where they are written."""
    for subject in case.brokers:
        extra = subject.spec.extra_config
        if extra is None:
            continue
        for loc in dict.fromkeys(place.loc for place in subject.places("extra_config")):
            for index, text in enumerate(extra.broker):
                if not text.startswith("#"):
                    yield _line("broker", text, (*loc, "broker", index), subject)
            for index, text in enumerate(extra.bridge if subject.bridge else ()):
                if not text.startswith("#"):
                    yield _line("bridge", text, (*loc, "bridge", index), subject)


def _line(part: Literal["broker", "bridge"], text: str, loc: Loc, subject: Subject) -> RawLine:
    option, _, value = text.partition(" ")
    return RawLine(part, option, value.lstrip(), loc, subject)


def rendered_once(broker: Broker, trust: Trust) -> frozenset[str]:
    """Options in a broker's rendered file that no raw line may repeat."""
    names = {"log_timestamp_format"}
    if broker.persistence.enabled:
        names.add("persistence_location")
    if bridge := broker.bridge:
        names |= {"remote_clientid"} | {option.name for option in bridge.options}
        names |= {"remote_username"} if bridge.username is not None else set()
        names |= {"remote_password"} if bridge.password is not None else set()
        names |= {"bridge_certfile", "bridge_keyfile"} if bridge.key_pair else set()
        if bridge.tls:
            names.add("bridge_capath" if trust.system else "bridge_cafile")
    return frozenset(names)
