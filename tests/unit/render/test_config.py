"""mosquitto.conf and the ACLs: what they say of a broker, and what a Layout changes in them."""

from __future__ import annotations

from dataclasses import fields, replace
from difflib import ndiff
from pathlib import Path
from typing import Any

import pytest

from mqttmesh.mesh import Broker, Directive, Endpoint, Mesh
from mqttmesh.render import (
    Layout,
    Origin,
    container_layout,
    render_acl,
    render_config,
    render_observation_acl,
)
from tests.support.rendering import EXAMPLES, directives, example, values
from tests.support.topologies import broker, resolved

NATIVE = "/tmp/native"


def native_layout(of: Broker, mesh: Mesh) -> Layout:
    """Every place elsewhere than in a container."""
    inside = container_layout(of, mesh.trust)
    changed: dict[str, Any] = {
        field.name: f"{NATIVE}/{field.name}"
        for field in fields(Layout)
        if isinstance(getattr(inside, field.name), str)
    }
    return replace(
        inside,
        **changed,
        binds=tuple("127.77.3.4" for _ in inside.binds),
        client_cas=tuple(ca and f"{NATIVE}/ca" for ca in inside.client_cas),
        addresses=tuple(Endpoint("127.77.3.1", address.port) for address in inside.addresses),
        bridge_trust=inside.bridge_trust and Directive("bridge_cafile", f"{NATIVE}/trust.pem"),
    )


def config(of: Broker, mesh: Mesh) -> str:
    return render_config(of, container_layout(of, mesh.trust), Origin.of(mesh)).decode()


@pytest.mark.parametrize("name", EXAMPLES)
def test_two_layouts_differ_in_their_own_lines_alone(name: str) -> None:
    mesh = example(name)
    for one in mesh.brokers:
        native = render_config(one, native_layout(one, mesh), Origin.of(mesh)).decode()
        changed = [
            line for line in ndiff(config(one, mesh).splitlines(), native.splitlines()) if line[0] in "+-"
        ]
        places = (
            "/run/mqttmesh",
            "/mosquitto/data/",
            "/etc/ssl/certs",
            NATIVE,
            "listener ",
            "socket_domain ",
            "address ",
        )
        assert changed
        assert [line for line in changed if not any(place in line for place in places)] == []


def test_a_listener_says_all_about_itself(tmp_path: Path) -> None:
    mesh = resolved(tmp_path, """\
        spokes:
          - name: edge-1
            tls: {certificate: c.pem, private_key: k.pem}
            listeners:
              - {port: 8883, bind: 192.0.2.1, tls: true, max_connections: 7, use_username_as_clientid: true}
              - {port: 9001, protocol: websockets, bind: 127.0.0.1, allow_anonymous: true}
            users: [{name: meter, write: ["sensors/#"]}]
        """)  # fmt: skip
    lines = directives(config(broker(mesh, "edge-1"), mesh))
    first, second, socket, bridge = (
        lines.index(line)
        for line in [
            ("listener", "8883"),  # a published address is the host's, not the container's
            ("listener", "9001 127.0.0.1"),
            ("listener", "0 /run/mqttmesh/observation/socket"),
            ("connection", "grid.edge-1"),
        ]
    )
    users = [("password_file", "/run/mqttmesh/passwords"), ("acl_file", "/run/mqttmesh/acl")]
    assert lines[0] == ("per_listener_settings", "true")
    assert lines[first + 1 : second] == [
        ("protocol", "mqtt"),
        ("max_connections", "7"),
        ("allow_anonymous", "false"),
        *users,
        ("certfile", "/run/mqttmesh/tls/listener.crt"),
        ("keyfile", "/run/mqttmesh/tls/listener.key"),
        ("use_username_as_clientid", "true"),
    ]
    assert lines[second + 1 : socket] == [
        ("protocol", "websockets"),
        ("socket_domain", "ipv4"),  # or Mosquitto 2.0 would open it on every address
        ("allow_anonymous", "true"),
        *users,
    ]
    assert lines[socket + 1 : bridge] == [
        ("allow_anonymous", "true"),
        ("acl_file", "/run/mqttmesh/acl-observation"),
    ]


def test_who_comes_by_certificate_needs_no_password() -> None:
    mesh = example("mutual-tls")
    lines = directives(config(broker(mesh, "hub"), mesh))
    spokes, applications = lines.index(("listener", "8883")), lines.index(("listener", "8884"))
    assert lines[spokes:applications][-4:] == [
        ("cafile", "/run/mqttmesh/client-ca/0.pem"),
        ("require_certificate", "true"),
        ("use_identity_as_username", "true"),
        ("use_username_as_clientid", "true"),
    ]
    assert "use_username_as_clientid" not in dict(lines[applications:])
    assert "password_file" not in dict(lines[spokes:applications])
    assert "password_file" in dict(lines[applications:])


def test_a_bridge_names_its_password_and_never_holds_it() -> None:
    mesh = example("quickstart")
    text = config(broker(mesh, "greenhouse"), mesh)
    assert values(text, "remote_password") == ["@secret:bridge-password@"]
    assert values(text, "topic") == [
        'sensors/# out 1 "" sites/greenhouse/',
        'commands/# in 1 "" sites/greenhouse/',
    ]


def test_an_empty_filter_and_prefix_are_written_out() -> None:
    mesh = example("prefixes")
    topics = values(config(broker(mesh, "north"), mesh), "topic")
    assert topics == [
        "# out 1 plc/ sites/north/",
        "# in 2 inbox/ sites/north/set/",
        '"" in 1 site/news announcements/all',
        'shared/+/state both 1 "" prefixes/{pool}/',
    ]


@pytest.mark.parametrize(
    ("trust", "expected"),
    [
        ("[system]", ("bridge_capath", "/etc/ssl/certs")),
        ("[system, a.pem]", ("bridge_capath", "/etc/ssl/certs")),
        ("[a.pem]", ("bridge_cafile", "/run/mqttmesh/trust.pem")),
    ],
)
def test_trust_becomes_one_directive(tmp_path: Path, trust: str, expected: tuple[str, str]) -> None:
    mesh = resolved(tmp_path, f"trust: {trust}\n")
    lines = directives(config(broker(mesh, "edge-1"), mesh))
    assert [line for line in lines if line[0] in ("bridge_capath", "bridge_cafile")] == [expected]


def test_a_plain_bridge_has_no_trust() -> None:
    mesh = example("plain")
    assert (
        not {"bridge_capath", "bridge_cafile"} & dict(directives(config(broker(mesh, "press"), mesh))).keys()
    )


def test_nothing_is_kept_where_nothing_shall_be(tmp_path: Path) -> None:
    mesh = resolved(tmp_path, "defaults: {persistence: {enabled: false}}\n")
    text = config(broker(mesh, "edge-1"), mesh)
    assert values(text, "persistence") == ["false"]
    assert values(text, "persistence_location") == []


@pytest.mark.parametrize(("said", "written"), [("1h", "1h"), ("2d", "48h"), ("30m", "1h"), ("90m", "2h")])
def test_expiry_is_whole_hours(tmp_path: Path, said: str, written: str) -> None:
    mesh = resolved(tmp_path, f"defaults: {{persistence: {{client_expiration: {said}}}}}\n")
    assert values(config(broker(mesh, "edge-1"), mesh), "persistent_client_expiration") == [written]


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_line_trips_the_parser_of_mosquitto(name: str) -> None:
    mesh = example(name)
    for one in mesh.brokers:
        for text in (config(one, mesh), render_acl(one, Origin.of(mesh)).decode()):
            assert text.endswith("\n") and not text.endswith("\n\n")
            for line in text.splitlines():
                assert line == line.strip() and "\t" not in line and "  " not in line
                assert line.startswith("#") or not line.endswith(("True", "False", "None"))


def test_an_acl_grants_what_topics_need_and_no_more() -> None:
    hub = broker(example("quickstart"), "hub")
    assert directives(render_acl(hub, Origin("quickstart", "q.yaml")).decode())[:7] == [
        ("user", "dashboard"),
        ("topic", "read sites/#"),
        ("topic", "write sites/+/commands/#"),
        ("user", "greenhouse"),
        ("topic", "read sites/greenhouse/commands/#"),
        ("topic", "write sites/greenhouse/sensors/#"),
        ("topic", "write $SYS/broker/connection/quickstart.greenhouse/state"),
    ]


def test_reading_and_writing_is_one_line() -> None:
    hub = broker(example("plain"), "hub")
    acl = directives(render_acl(hub, Origin("plain", "plain.yaml")).decode())
    assert ("topic", "readwrite plants/press/state/#") in acl


def test_anonymous_clients_come_first_and_only_where_there_are_any() -> None:
    mesh = example("quickstart")
    origin = Origin.of(mesh)
    assert directives(render_acl(broker(mesh, "barn-1"), origin).decode()) == [
        ("topic", "read commands/#"),
        ("topic", "write sensors/#"),
    ]
    assert directives(render_acl(broker(mesh, "greenhouse"), origin).decode())[0] == ("user", "thermometer")


def test_the_observation_socket_reads_the_state_of_the_bridge() -> None:
    mesh = example("everything")
    office, hub = (
        directives(render_observation_acl(broker(mesh, name), Origin.of(mesh)).decode())
        for name in ("office", "centre")
    )
    assert hub == [("topic", "read $SYS/#")]
    assert office == [("topic", "read $SYS/#"), ("topic", "read status/link")]


@pytest.mark.parametrize(
    ("source", "topology", "command"),
    [
        ("grid.yaml", "grid.yaml", "mqttmesh render grid.yaml"),
        ("my grid.yaml", "my grid.yaml", "mqttmesh render 'my grid.yaml'"),
        (
            "a\nlistener 1.yaml",
            "'a\\nlistener 1.yaml'",
            "mqttmesh render ''\"'\"'a\\nlistener 1.yaml'\"'\"''",
        ),
    ],
)
def test_a_file_says_where_it_comes_from(source: str, topology: str, command: str) -> None:
    assert (Origin("grid", source).topology, Origin("grid", source).command) == (topology, command)
