"""The single values of a topology: what each may hold, and how it is said when it does not.

Every text that can reach a rendered file passes `Text`: one line, printable, no reference to a secret.
"""

from __future__ import annotations

import ipaddress
import re
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from mqttmesh import topic
from mqttmesh.spec.fault import fault

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_AN_HOUR = {"/s": 3600, "/m": 60, "/h": 1}
_BYTES = {"B": 1, "KiB": 1024, "MiB": 1024**2, "GiB": 1024**3}
_LABEL = r"[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_HOST_NAME = re.compile(rf"{_LABEL}(\.{_LABEL})*\.?")
_IMAGE = re.compile(r"[a-z0-9][a-z0-9._:/-]*(:[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?(@sha256:[0-9a-f]{64})?")
_USER = re.compile(r"[A-Za-z0-9._@{}-]{1,128}")
_ENVIRONMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}")


def _text(value: str) -> str:
    if not value.isprintable():
        raise fault("bad-text", "this text holds a line break or another control character", "write one line")
    if value != value.strip():
        raise fault("bad-text", "this text begins or ends with white space", "remove it")
    if "@secret:" in value:
        raise fault("bad-text", "`@secret:` is how rendered files name a secret", "write another text")
    return value


def _filled(value: str) -> str:
    if not value:
        raise fault("bad-text", "this text is empty", "write a value, or leave the key out")
    return value


def _quantity(value: object, units: dict[str, int], rule: str, example: str) -> int:
    hint = f"write it like `{example}`; units: {', '.join(units)}"
    found = re.fullmatch(r"([0-9]{1,15}) ?(/?[A-Za-z]+)", value) if isinstance(value, str) else None
    if found is None:
        lacking = "has no unit" if str(value).isdecimal() else "is not a number and its unit"
        raise fault(rule, f"`{value}` {lacking}", hint)
    if found[2] not in units:
        raise fault(rule, f"`{found[2]}` is not a unit here", hint)
    return int(found[1]) * units[found[2]]


def _duration(value: object) -> int:
    return _quantity(value, _SECONDS, "bad-duration", "30s")


def _size(value: object) -> int:
    return _quantity(value, _BYTES, "bad-size", "256MiB")


def _rate(value: object) -> int:
    return _quantity(value, _AN_HOUR, "bad-rate", "50/s")


def _host(value: str) -> str:
    if "://" in value:
        raise fault("bad-host", f"`{value}` is a URL", "write the host name alone, without a scheme")
    if not is_address(value) and (len(value) > 253 or not _HOST_NAME.fullmatch(value)):
        raise fault("bad-host", f"`{value}` is neither a host name nor an IP address")
    return value


def is_address(host: str) -> bool:
    """Whether a host is written as an IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _address(value: str) -> str:
    if not is_address(value):
        raise fault("bad-address", f"`{value}` is not an IP address", "such as 127.0.0.1, 0.0.0.0 or ::")
    return value


def _endpoint(value: str) -> str:
    host, separator, port = value.rpartition(":")
    if not separator or not port.isascii() or not port.isdigit() or not 0 < int(port) < 65536:
        raise fault("bad-endpoint", f"`{value}` is not `host:port`", "as in `mqtt.grid.example:8883`")
    _host(host.strip("[]"))
    return value


def _matching(pattern: re.Pattern[str], rule: str, what: str, hint: str) -> AfterValidator:
    def check(value: str) -> str:
        if not pattern.fullmatch(value):
            raise fault(rule, f"`{value}` is not {what}", hint)
        return value

    return AfterValidator(check)


def _template(value: str) -> str:
    rest = value
    for known in ("{{", "}}", "{spoke}", "{mesh}"):
        rest = rest.replace(known, "")
    if "{" in rest or "}" in rest:
        raise fault(
            "bad-placeholder",
            f"`{value}` has a brace that belongs to no placeholder",
            "placeholders are {spoke} and {mesh}; double a brace that is meant as such",
        )
    return value


def _topic_filter(value: str) -> str:
    if value and (why := topic.filter_fault(value)):
        raise fault("bad-topic-filter", f"`{value}` is not a topic filter: {why}")
    return value


def _needed_filter(value: str) -> str:
    if not value:
        raise fault("bad-topic-filter", "this topic filter is empty")
    return _topic_filter(value)


def _prefix(value: str) -> str:
    if why := topic.prefix_fault(value):
        raise fault("bad-prefix", f"`{value}` is not a topic prefix: {why}")
    return value


def _quantity_schema(units: dict[str, int], example: str, what: str) -> WithJsonSchema:
    pattern = rf"^[0-9]+ ?({'|'.join(units)})$"
    return WithJsonSchema({"type": "string", "pattern": pattern, "examples": [example], "title": what})


Flag = Annotated[bool, Field(strict=True)]
Text = Annotated[str, AfterValidator(_text)]
Filled = Annotated[Text, AfterValidator(_filled)]
Template = Annotated[Filled, AfterValidator(_template)]
Duration = Annotated[int, BeforeValidator(_duration), _quantity_schema(_SECONDS, "30s", "Duration")]
Size = Annotated[int, BeforeValidator(_size), _quantity_schema(_BYTES, "256MiB", "Size")]
Rate = Annotated[int, BeforeValidator(_rate), _quantity_schema(_AN_HOUR, "50/s", "Rate")]
"""Messages an hour, in which each unit is a whole number."""
Port = Annotated[int, Field(ge=1, le=65535, strict=True)]
Count = Annotated[int, Field(ge=0, le=2**31 - 1, strict=True)]
Positive = Annotated[int, Field(ge=1, le=2**31 - 1, strict=True)]
Host = Annotated[Filled, AfterValidator(_host)]
Address = Annotated[Filled, AfterValidator(_address)]
Endpoint = Annotated[Filled, AfterValidator(_endpoint)]
Path = Filled
TopicFilter = Annotated[Text, AfterValidator(_needed_filter), AfterValidator(_template)]
RouteFilter = Annotated[Text, AfterValidator(_topic_filter), AfterValidator(_template)]
Prefix = Annotated[Text, AfterValidator(_prefix), AfterValidator(_template)]
Image = Annotated[
    Filled, _matching(_IMAGE, "bad-image", "an image reference", "such as eclipse-mosquitto:2.1.2")
]
UserName = Annotated[
    Template, _matching(_USER, "bad-user-name", "a user name", "letters, digits and . _ @ -, at most 128")
]
EnvironmentName = Annotated[
    Filled, _matching(_ENVIRONMENT, "bad-environment-name", "the name of an environment variable",
                      "letters, digits and _, not beginning with a digit")
]  # fmt: skip
