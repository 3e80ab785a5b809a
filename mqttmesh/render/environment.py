"""One strict Jinja environment per output language: what cannot be written safely is refused.

No text of a topology gets this far with a line break in it (`mqttmesh.spec.scalars`): a second lock.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from mqttmesh.errors import MqttmeshError

_PACKAGE = Path(__file__).parents[1]
_HOUR = 3600
_ENCODED = json.JSONEncoder(ensure_ascii=False).encode


class UnsafeTextError(MqttmeshError):
    """A bug of ours: a value reached a template in a form that the output language cannot hold."""


class _Strict(Environment):
    """Templates see plain values alone: what they name is an attribute of its owner, or that is a bug."""

    getattr = staticmethod(getattr)  # type: ignore[assignment]  # a builtin does not name its parameters


class Quoted(str):
    """A text that is quoted for the language of its template."""

    __slots__ = ()


def template_root(package: Path = _PACKAGE) -> Path:
    """The folder of the templates: inside an installed package, else beside it in the repository."""
    packaged = package / "_templates"
    return packaged if packaged.is_dir() else package.parent / "templates"


@cache
def conf_environment() -> Environment:
    """For mosquitto.conf and ACL files, which have no quoting: one line, nothing unprintable, no None."""
    environment = _environment(_plain)
    environment.filters.update(flag=_flag, hours=_hours)
    return environment


@cache
def compose_environment() -> Environment:
    """For Compose files: every value is a JSON scalar, which is YAML too, and no `$` is left to Compose."""
    environment = _environment(_quoted)
    environment.filters.update(scalar=scalar, key=key, comment=comment)
    return environment


@cache
def shell_environment() -> Environment:
    """For shell scripts: every value is one quoted word."""
    environment = _environment(_quoted)
    environment.filters.update(sh=sh, comment=comment)
    return environment


def _environment(finalize: Callable[[Any], Any]) -> Environment:
    environment = _Strict(
        loader=FileSystemLoader(template_root()),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        optimized=False,  # they hold no constants to fold; looking for some takes longer than it saves
        finalize=finalize,
    )
    environment.globals.clear()  # nothing but what they are given; each render would copy Jinja's own
    return environment


def _plain(value: object) -> object:
    if type(value) is int or (isinstance(value, str) and value and value.isprintable()):
        return value
    raise UnsafeTextError(f"{value!r} cannot stand in a configuration file")


def _quoted(value: object) -> object:
    if isinstance(value, Quoted):
        return value
    raise UnsafeTextError(f"{value!r} is not quoted")


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _hours(seconds: int) -> str:
    """Whole hours: the smallest unit that Mosquitto 2.0 knows for `persistent_client_expiration`."""
    return f"{-(-seconds // _HOUR)}h"


@lru_cache(maxsize=4096, typed=True)
def scalar(value: str | float | bool) -> Quoted:
    """A value of a Compose file, which interpolates variables in values."""
    return Quoted(_json(value).replace("$", "$$"))


@lru_cache(maxsize=4096)
def key(value: str) -> Quoted:
    """A key of a Compose file, in which nothing is interpolated (tried with Compose 2.40)."""
    return Quoted(_json(value))


def sh(value: str) -> Quoted:
    """One word of a shell command."""
    if "\0" in value:
        raise UnsafeTextError(f"{value!r} cannot stand in a shell script")
    return Quoted(shlex.quote(value))


def comment(value: str) -> Quoted:
    """A part of a comment."""
    if value.isprintable():
        return Quoted(value)
    raise UnsafeTextError(f"{value!r} cannot stand in a comment")


def _json(value: str | float | bool) -> str:
    text = _ENCODED(value)
    return text if text.isprintable() else re.sub(r"[^ -~]", lambda found: f"\\U{ord(found[0]):08x}", text)
