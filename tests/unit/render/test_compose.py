"""Compose files: what Docker Compose itself makes of them is what the mesh says."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from mqttmesh.errors import UsageError
from mqttmesh.mesh import Broker, Mesh
from mqttmesh.render import RenderedTree, render
from mqttmesh.render.compose import MOST_BROKERS, Composer, host_address
from mqttmesh.render.config import Origin
from tests.support.rendering import (
    EXAMPLES,
    TOPOLOGIES,
    compose_data,
    example,
    interpolated,
    rendered,
    rendered_example,
    text_of,
)
from tests.support.topologies import broker, resolved

SMALL = [name for name in EXAMPLES if name != "smartgrid"]


def written_out(tree: RenderedTree, folder: Path) -> Path:
    for path, file in tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(file.content)
    return folder


def normalized(compose: Path, file: Path) -> Any:
    """What Compose reads; it fails on a key it does not know, and on a variable."""
    command = [str(compose), "-f", str(file), "config", "--format", "json"]
    read = subprocess.run(command, capture_output=True, text=True, check=False, env={"HOME": "/nowhere"})
    assert (read.returncode, read.stderr) == (0, ""), read.stderr
    return interpolated(json.loads(read.stdout))


def wanted_ports(of: Broker, address: str | None) -> list[tuple[str, int, str]]:
    loopback = ("127.0.0.1", "::1")
    return [
        (address or listener.bind or "0.0.0.0", listener.port, str(listener.port))
        for listener in of.listeners
        if listener.bind not in loopback
    ]


def wanted_options(of: Broker) -> dict[str, Any]:
    """What a service says of its container where the topology does."""
    container = of.container
    said = {
        "image": of.image,
        "restart": container.restart,
        "mem_limit": None if container.memory is None else str(container.memory),
        "cpus": container.cpus,
    }
    return {
        **{key: value for key, value in said.items() if value is not None},
        "logging": {
            "driver": "json-file",
            "options": {"max-size": str(container.log_size), "max-file": str(container.log_files)},
        },
    }


def assert_service(service: Mapping[str, Any], of: Broker, address: str | None) -> None:
    options = wanted_options(of)
    assert {key: service[key] for key in (*options, "mem_limit", "cpus") if key in service} == options
    ports = [(port["host_ip"], port["target"], port["published"]) for port in service.get("ports", [])]
    assert ports == wanted_ports(of, address)
    assert of.labels.items() <= service["labels"].items()
    assert service["labels"]["org.mqttmesh.broker"] == of.name
    binds = [volume for volume in service["volumes"] if volume["type"] == "bind"]
    assert all(bind["read_only"] for bind in binds)
    assert [volume["source"] for volume in service["volumes"] if volume["type"] == "volume"] == [
        f"{of.name}-data"
    ]
    secrets = {secret["target"] for secret in service.get("secrets", [])}
    wanted = {"passwords"} if of.accounts else set()
    assert secrets == (wanted | {"bridge-password"} if of.bridge and of.bridge.password else wanted)


def assert_hardened(service: Mapping[str, Any]) -> None:
    assert service["cap_drop"] == ["ALL"]
    assert sorted(service["cap_add"]) == ["CHOWN", "DAC_READ_SEARCH", "KILL", "SETGID", "SETUID"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["read_only"] is True
    assert "privileged" not in service and "user" not in service
    folders = {mount.split(":")[0] for mount in service["tmpfs"]}
    assert folders >= {"/run", "/tmp", "/etc/ssl/certs", "/usr/local/share/ca-certificates"}
    assert service["entrypoint"] == ["/bin/sh", "/mqttmesh/config/entrypoint.sh"]
    assert service["command"] == ["/usr/sbin/mosquitto", "-c", "/run/mqttmesh/mosquitto.conf"]
    assert "-t '$SYS/broker/uptime'" in service["healthcheck"]["test"][1]


@pytest.mark.parametrize("name", SMALL)
def test_compose_reads_the_whole_mesh(name: str, tmp_path: Path, compose: Path) -> None:
    mesh = example(name)
    out = written_out(rendered_example(name), tmp_path / "a" / "out")
    services = normalized(compose, out / "docker-compose.yml")["services"]
    assert set(services) == {one.name for one in mesh.brokers}
    for index, one in enumerate(mesh.brokers, 0 if mesh.hub else 1):
        assert_service(services[one.name], one, host_address(index))
        assert_hardened(services[one.name])


@pytest.mark.parametrize("name", SMALL)
def test_compose_reads_each_broker_alone(name: str, tmp_path: Path, compose: Path) -> None:
    mesh = example(name)
    out = written_out(rendered_example(name), tmp_path / "a" / "out")
    for one in mesh.brokers:
        read = normalized(compose, out / one.name / "docker-compose.yml")
        assert read["name"] == f"{mesh.name}_{one.name}"
        assert list(read["services"]) == [one.name]
        assert_service(read["services"][one.name], one, None)
        assert_hardened(read["services"][one.name])


def test_compose_refuses_a_key_that_is_none(tmp_path: Path, compose: Path) -> None:
    out = written_out(rendered_example("pair"), tmp_path)
    file = out / "docker-compose.yml"
    file.write_text(file.read_text().replace("stop_grace_period:", "grace_period:"))
    with pytest.raises(AssertionError, match="grace_period"):
        normalized(compose, file)


def test_every_path_starts_from_the_file_that_names_it(tmp_path: Path, compose: Path) -> None:
    out = written_out(rendered_example("everything"), tmp_path / "everything")
    whole = normalized(compose, out / "docker-compose.yml")
    alone = normalized(compose, out / "office" / "docker-compose.yml")
    sources = [volume["source"] for volume in alone["services"]["office"]["volumes"][:-1]]
    assert sources == [str(tmp_path / place) for place in ("everything/office", "pki/office", "keys/office")]
    assert [volume["source"] for volume in whole["services"]["office"]["volumes"][:-1]] == sources
    files = {name: secret["file"] for name, secret in whole["secrets"].items()}
    assert files["office_bridge-password"] == str(tmp_path / ".mqttmesh/everything/env/OFFICE_PASSWORD")
    assert files["centre_passwords"] == str(tmp_path / "secrets/centre.passwords")
    assert alone["secrets"]["office_bridge-password"]["file"] == files["office_bridge-password"]


def test_an_output_folder_elsewhere_is_another_way_to_the_same_files() -> None:
    mesh = example("plain")
    tree = render(mesh, {}, base="../../plants")
    whole, alone = compose_data(tree), compose_data(tree, "press/docker-compose.yml")
    assert whole["secrets"]["hub_passwords"]["file"] == "../../plants/secrets/hub.passwords"
    assert alone["secrets"]["press_bridge-password"]["file"] == "../../../plants/secrets/press.password"


def test_a_tree_beside_its_topology_starts_from_a_dot() -> None:
    tree = render(example("plain"), {}, base=".")
    assert compose_data(tree)["secrets"]["hub_passwords"]["file"] == "./secrets/hub.passwords"


def test_no_absolute_path_comes_in_that_the_topology_does_not_hold() -> None:
    for path, file in rendered_example("mutual-tls").items():
        assert str(TOPOLOGIES).encode() not in file.content, path


def test_of_lets_encrypt_one_name_is_mounted_so_that_its_links_lead_somewhere() -> None:
    service = compose_data(rendered_example("pair"))["services"]["hub"]
    mounts = {volume["source"]: volume["target"] for volume in service["volumes"]}
    live = mounts["/etc/letsencrypt/live/mqtt.pair.example"]
    archive = mounts["/etc/letsencrypt/archive/mqtt.pair.example"]
    assert Path(live, "../../archive/mqtt.pair.example").resolve() == Path(archive)
    assert not {"/etc/letsencrypt", "/etc/letsencrypt/live", "/etc/letsencrypt/archive"} & mounts.keys()


def test_on_one_machine_every_name_that_spokes_dial_is_the_hub() -> None:
    service = compose_data(rendered_example("everything"))["services"]["centre"]
    names = ["mqtt.everything.example", "standby.everything.example"]
    assert service["networks"]["default"]["aliases"] == names
    assert service["extra_hosts"] == [f"{name}:127.0.0.1" for name in names]


def test_an_address_needs_no_alias(tmp_path: Path) -> None:
    mesh = resolved(tmp_path, """\
        hub: {host: 192.0.2.1, listeners: [{port: 8883, tls: true}], tls: {certificate: c, private_key: k}}
        """)  # fmt: skip
    assert "networks" not in compose_data(rendered(mesh, tmp_path))["services"]["hub"]


def test_the_digest_changes_with_the_files_and_only_then(tmp_path: Path) -> None:
    def digest(*parts: str) -> str:
        tree = rendered(resolved(tmp_path, *parts), tmp_path)
        return str(compose_data(tree)["services"]["edge-1"]["labels"]["org.mqttmesh.files"])

    usual = digest()
    assert digest("defaults: {labels: {a: b}}\n") == usual
    assert digest("defaults: {queue: {messages: 1}}\n") != usual


@pytest.mark.parametrize(
    ("index", "address"),
    [(0, "127.77.0.1"), (253, "127.77.0.254"), (254, "127.77.1.1"), (MOST_BROKERS - 1, "127.77.255.254")],
)
def test_each_broker_has_its_address(index: int, address: str) -> None:
    assert host_address(index) == address


def test_more_brokers_than_addresses_are_refused() -> None:
    mesh = example("pair")
    with pytest.raises(UsageError, match="at most 65,024 brokers"):
        Composer.of(mesh, Origin.of(mesh), "..").whole([""] * (MOST_BROKERS + 1))


def test_numbers_and_words_of_yaml_can_be_names(tmp_path: Path, compose: Path) -> None:
    mesh: Mesh = resolved(tmp_path, 'spokes: [{name: "123"}, {name: "null"}, {name: "no"}, {name: "1e5"}]\n')
    out = written_out(rendered(mesh, tmp_path), tmp_path / "out")
    assert set(normalized(compose, out / "docker-compose.yml")["services"]) == {
        "hub",
        "123",
        "null",
        "no",
        "1e5",
    }
    assert (
        broker(mesh, "1e5").name
        in yaml.safe_load(text_of(rendered(mesh, tmp_path), "docker-compose.yml"))["services"]
    )
