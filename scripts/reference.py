"""Write the pages of docs/reference that follow from the code: the topology file, and the command line."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

sys.path.insert(0, str(Path(__file__).parents[1]))

from mqttmesh.cli import app
from mqttmesh.report.schema import schema_text
from scripts import rule_pages
from scripts.signature_page import signature_page

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
QUOTE = '"'
MADE = "<!-- Made by scripts/reference.py (`make golden`): edit what it reads, not this page. -->\n"

TOPOLOGY_HEAD = """\
# The topology file

Every key that may stand in a topology, with its type, its default and what it means. Keys without a default
may be left out, but for those that are required. The same as data, for editors and validators:
[topology.schema.json](topology.schema.json). A file that holds every option once is
[everything.yaml](../../topologies/everything.yaml).

**Durations and sizes** carry a unit: `30s`, `5m`, `12h`, `7d`; `512B`, `64KiB`, `256MiB`, `1GiB`.

**Inheritance.** A spoke gets what `defaults` says, then what its own entry says; one member of a range may be
written again with `override: true`. Mappings merge key by key, lists replace, `topics` add, and `null` brings
back what holds where nothing is said. A certificate pair, a secret, `anonymous` and `extra_config` are taken
whole.

**Placeholders.** `{spoke}` and `{mesh}` are replaced in prefixes, filters, certificate paths, client ids and
user names. A brace that is meant as such is doubled: `{{`.

**Names** are lower-case letters, digits and hyphens, at most 63 characters, and unique in the mesh. A range
such as `edge-{001..198}` is as many spokes.

**Paths** start from the folder of the topology.

YAML is read strictly: no duplicate keys, no tags, and none of the words that two versions of YAML read
differently, such as `on` or `0o17`.
"""

CLI_HEAD = """\
# Commands

`mqttmesh COMMAND --help` says the same. Where TOPOLOGY is left out, `topology.yaml` is read; what a
command cannot do without stands before it (`bundle BROKER`), what it can do without behind it
(`logs topology.yaml BROKER`). Results go to standard output, everything else to standard error; colour and
progress bars are for terminals alone, and `NO_COLOR` is heeded. What commands exit with:
[exit codes](exit-codes.md).
"""


class TopologyPage:
    """The topology's JSON Schema as tables, one for each mapping, in the order in which a file has them."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self._schema = schema
        self._models: dict[str, Any] = schema["$defs"]
        self._titles: dict[str, str] = {}

    def text(self) -> str:
        sections = [(None, "The whole file", self._schema), *self._nested(self._schema, "")]
        return "\n".join([MADE, TOPOLOGY_HEAD, *(self._section(*section) for section in sections)])

    def _nested(self, owner: dict[str, Any], path: str) -> Iterator[tuple[str | None, str, dict[str, Any]]]:
        """Every mapping below one, each where it is met first."""
        for key, value in owner["properties"].items():
            for name in _references(value):
                if name not in self._titles:
                    shared = path in ("", "defaults", "hub", "spokes") and not key.startswith("auth")
                    title = key if shared else f"{path}.{key}"
                    self._titles[name] = title
                    yield name, f"`{title}`", self._models[name]
                    yield from self._nested(self._models[name], title)

    def _section(self, name: str | None, title: str, model: dict[str, Any]) -> str:
        inherits = name in ("HubSpec", "SpokeSpec")
        common = self._models["BrokerSpec"]["properties"] if inherits else {}
        rows = [
            f"| `{key}` | {self._type(value)} | {default} | {meaning} |"
            for key, value in model["properties"].items()
            if key not in common
            for default, meaning in [_default_and_meaning(key, value, model)]
        ]
        lines = [f"## {title}\n", _prose(model["description"]), ""]
        if inherits:
            lines += ["And everything that [`defaults`](#defaults) may say.", ""]
        return "\n".join([*lines, "| key | type | default | meaning |", "|---|---|---|---|", *rows, ""])

    def _type(self, value: dict[str, Any]) -> str:
        if "anyOf" in value:
            return " or ".join(self._type(each) for each in value["anyOf"] if each.get("type") != "null")
        if "$ref" in value:
            title = self._titles[_model_name(value)]
            return f"[{title}](#{title.replace('.', '')})"
        if "enum" in value or "const" in value:
            choices = value.get("enum", [value.get("const")])
            return ", ".join(f"`{json.dumps(choice).strip(QUOTE)}`" for choice in choices)
        if value.get("type") == "array":
            return f"list of {self._type(value['items'])}"
        if value.get("type") == "object":
            return "mapping of texts"
        return _scalar(value)


def _references(value: dict[str, Any]) -> Iterator[str]:
    if "$ref" in value:
        yield _model_name(value)
    for each in (*value.get("anyOf", ()), *([value["items"]] if "items" in value else ())):
        yield from _references(each)


def _model_name(value: dict[str, Any]) -> str:
    return str(value["$ref"]).rpartition("/")[2]


def _scalar(value: dict[str, Any]) -> str:
    if "title" in value:
        return str(value["title"]).lower()
    names = {"string": "text", "integer": "number", "number": "number", "boolean": "`true` or `false`"}
    return names[value["type"]]


def _default_and_meaning(key: str, value: dict[str, Any], model: dict[str, Any]) -> tuple[str, str]:
    """Some defaults hold only once all is resolved: those stand at the end of the description."""
    meaning, _, said = _prose(value["description"]).partition(" Default ")
    if not said:
        meaning, _, said = meaning.partition(" By default ")
    default = value.get("default")
    if key in model.get("required", ()):
        said = "required"
    elif default not in (None, []):
        said = f"`{default}`" if default and isinstance(default, str) else f"`{json.dumps(default)}`"
    return said.removesuffix("."), meaning.replace("|", "\\|")


def _prose(text: str) -> str:
    return " ".join(text.split())


def topology_page() -> str:
    """docs/reference/topology.md."""
    return TopologyPage(json.loads(schema_text())).text()


def cli_page() -> str:
    """docs/reference/cli.md."""
    group = typer.main.get_command(app)
    return "\n".join([MADE, CLI_HEAD, *_commands(group, "mqttmesh")])


def _commands(command: Any, path: str) -> Iterator[str]:
    lines = [f"## {path}\n", _prose(command.help), ""]
    rows = [row for parameter in command.params if (row := _parameter(parameter))]
    if rows:
        lines += ["| argument or option | meaning | default |", "|---|---|---|", *rows, ""]
    yield "\n".join(lines)
    for name, inner in getattr(command, "commands", {}).items():
        yield from _commands(inner, f"{path} {name}")


def _parameter(parameter: Any) -> str:
    if not parameter.help or parameter.name == "help":
        return ""
    argument = parameter.param_type_name == "argument"
    name = (parameter.metavar or parameter.name).upper()
    shown = name if argument else ", ".join(parameter.opts)
    if not argument and parameter.metavar:
        shown += f" {parameter.metavar}"
    default = "required" if parameter.required else _option_default(parameter.default)
    return f"| `{shown}` | {_prose(parameter.help)} | {default} |"


def _option_default(default: Any) -> str:
    return "" if default is None or isinstance(default, bool) or default == () else f"`{default}`"


PAGES = {
    "topology.md": topology_page,
    "cli.md": cli_page,
    "log-signatures.md": signature_page,
    **rule_pages.PAGES,
}


def write() -> None:
    """Write every page anew, and remove those of rules that are no more."""
    for orphan in (REFERENCE / "rules").glob("*.md"):
        orphan.unlink()
    for name, page in PAGES.items():
        (REFERENCE / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
