"""No text of a topology becomes a directive, a Compose key or shell: refused, or read back as itself."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings

from mqttmesh.errors import UsageError
from mqttmesh.load import load
from mqttmesh.mesh import Broker, Mesh, TopicRoute
from mqttmesh.render import RenderedTree, public_pems, render
from mqttmesh.resolve import resolve
from tests.support.hostile import PLACES, TEXTS, put, topology
from tests.support.rendering import REPOSITORY, compose_data, directives, rendered_example, text_of

PEM = b"-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"
EMPTY = '""'
NAME = r"[a-z0-9-]+"
TREE_PATH = re.compile(
    rf"\.gitattributes|({NAME}/)?docker-compose\.yml"
    rf"|{NAME}/(mosquitto\.conf|acl|acl-observation|entrypoint\.sh)"
    rf"|{NAME}/(trust/\d\d-[A-Za-z0-9_-]+|client-ca/\d+)\.pem"
)
HARMLESS = {"bind": "192.0.2.1", "bind_address": "192.0.2.1", "dial": "other.example:8883", "env": "NAME"}
SERVICE_KEYS = {
    *compose_data(rendered_example("everything"))["services"]["office"],
    "extra_hosts",
    "networks",
}


@dataclass(frozen=True)
class Outcome:
    """A mesh and its tree; nothing when the topology was refused."""

    mesh: Mesh
    tree: RenderedTree


def outcome(data: Mapping[str, Any], folder: Path) -> Outcome | None:
    path = folder / "grid.yaml"
    path.write_text(yaml.safe_dump(data, sort_keys=False))
    try:
        mesh = resolve(load(path))
    except UsageError:
        return None
    return Outcome(mesh, render(mesh, dict.fromkeys(public_pems(mesh), PEM)))


def route_parts(route: TopicRoute) -> tuple[object, ...]:
    """The five fields of a `topic` line; an empty one is written as two quotes."""
    prefixes = (route.local_prefix or EMPTY, route.remote_prefix or EMPTY)
    return (route.filter or EMPTY, route.direction, route.qos, *prefixes)


def assert_conf(made: Outcome, one: Broker) -> None:
    """Every directive is one that we wrote, and its value the model's."""
    lines = directives(text_of(made.tree, f"{one.name}/mosquitto.conf"))
    names = [name for name, _ in lines]
    assert names.count("allow_anonymous") == names.count("listener") == len(one.listeners) + 1
    assert lines[0] == ("per_listener_settings", "true")
    if one.bridge:
        said = dict(lines)
        assert said["connection"] == one.bridge.name
        assert said["remote_clientid"] == one.bridge.remote_clientid
        assert said["remote_username"] == one.bridge.username
        assert said["remote_password"] == "@secret:bridge-password@"
        assert {(option.name, option.value) for option in one.bridge.options} <= set(lines)
        topics = [line[1].split(" ") for line in lines if line[0] == "topic"]
        assert topics == [list(map(str, route_parts(route))) for route in one.bridge.routes]


def assert_acl(made: Outcome, one: Broker) -> None:
    lines = directives(text_of(made.tree, f"{one.name}/acl"))
    assert {name for name, _ in lines} <= {"user", "topic"}
    assert [value for name, value in lines if name == "user"] == [grant.user for grant in one.grants]
    filters = {value.partition(" ")[2] for name, value in lines if name == "topic"}
    granted = {topic for grant in one.grants for topic in (*grant.access.read, *grant.access.write)}
    assert granted <= filters <= granted | {*one.anonymous.read, *one.anonymous.write}


def assert_compose(made: Outcome) -> None:
    data = compose_data(made.tree)
    assert all(TREE_PATH.fullmatch(path) for path in made.tree)
    assert set(data) <= {"name", "x-broker", "services", "volumes", "secrets"}
    assert data["name"] == made.mesh.name
    assert list(data["services"]) == [one.name for one in made.mesh.brokers]
    for one in made.mesh.brokers:
        service = data["services"][one.name]
        assert set(service) <= SERVICE_KEYS
        assert service["image"] == one.image
        assert one.labels.items() <= service["labels"].items()
        assert len(service["labels"]) == len(one.labels) + 4
        assert not any(volume["source"].startswith("~") for volume in service["volumes"])
        own = compose_data(made.tree, f"{one.name}/docker-compose.yml")
        assert own["services"][one.name]["labels"] == service["labels"]


def assert_shell(made: Outcome, one: Broker) -> None:
    """Every assignment at the top is one word, and what certificates are called reads back."""
    text = text_of(made.tree, f"{one.name}/entrypoint.sh")
    assert subprocess.run(["sh", "-n"], input=text.encode(), check=False).returncode == 0
    head = text.partition("\nsay() ")[0].replace("newline='\n'\n", "").splitlines()[5:]
    for line in head:
        if "=" in line and not line.startswith(("trap", "export")):
            words = shlex.split(line, comments=True)
            assert all("=" in word for word in words), line
    if one.key_pair:
        called = next(line for line in text.splitlines() if line.startswith('  "$1" listener '))
        names = [word.rpartition("/")[2] for word in shlex.split(called)[2:]]
        paths = (one.key_pair.certificate, one.key_pair.private_key)
        assert names == [path.rpartition("/")[2] for path in paths]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS)
def test_no_text_breaks_out(place: tuple[str | int, ...], text: str, tmp_path: Path) -> None:
    data = topology()
    put(data, place, text)
    made = outcome(data, tmp_path)
    if made is not None:
        assert_compose(made)
        for one in made.mesh.brokers:
            assert_conf(made, one)
            assert_acl(made, one)
            assert_shell(made, one)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: ".".join(map(str, place)))
def test_a_harmless_text_is_not_refused(place: tuple[str | int, ...], tmp_path: Path) -> None:
    data = topology()
    put(data, place, HARMLESS.get(str(place[-1]), "harmless"))
    assert outcome(data, tmp_path) is not None


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=TEXTS, value=TEXTS)
def test_labels_are_labels(key: str, value: str, tmp_path: Path) -> None:
    data = topology()
    data["spokes"][0]["labels"] = {key: value}
    made = outcome(data, tmp_path)
    if made is not None:
        assert_compose(made)


def test_a_template_that_forgets_to_quote_would_be_found() -> None:
    tree = dict(rendered_example("pair"))
    broken = text_of(tree, "edge/mosquitto.conf") + "allow_anonymous true\n"
    mesh = resolve(load(REPOSITORY / "topologies" / "pair.yaml"))
    tree["edge/mosquitto.conf"] = type(tree["edge/mosquitto.conf"])(broken.encode())
    with pytest.raises(AssertionError):
        assert_conf(Outcome(mesh, tree), mesh.spokes[0])


HASH_EVERYTHING = """
import hashlib
from tests.support.rendering import EXAMPLES, rendered_example
for name in EXAMPLES:
    for path, file in rendered_example(name).items():
        print(name, path, hashlib.sha256(file.content).hexdigest())
"""


def test_the_same_topology_renders_the_same_bytes_whatever_the_hash_seed() -> None:
    seen = {
        subprocess.run(
            [sys.executable, "-c", HASH_EVERYTHING],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(REPOSITORY), "TZ": zone},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("1", "Asia/Tokyo"), ("2", "UTC"))
    }
    assert len(seen) == 1
    assert seen.pop().count(b"\n") > 1000
