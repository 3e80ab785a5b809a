"""What the rules of delivery say of packets and memory real brokers do, and not to the twin beside it."""

from __future__ import annotations

from pathlib import Path

from tests.support.brokers import MosquittoBinary
from tests.support.ends import ends_of
from tests.support.outages import HEAD, loose_mesh

BEHIND = 5
LARGE = 5000
KIB = 1024


def hub_with(setting: str) -> str:
    return HEAD.replace("  auth:", f"  {setting}\n  auth:")


def test_a_packet_that_the_hub_does_not_take_stops_the_link_for_good(
    mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    text = f"""\
{hub_with("limits: {packet_size: 2000B}")}
spokes:
  - {{name: poisoned, bridge: {{max_packet_size: 10000B}}}}
  - {{name: told, bridge: {{protocol: mqttv50, max_packet_size: 10000B}}}}
  - {{name: dropping}}
  - {{name: refusing, limits: {{packet_size: 2000B}}}}
"""
    with loose_mesh(tmp_path / "packets", mosquitto, text) as mesh, ends_of(mesh) as ends:
        for spoke in ("poisoned", "told", "dropping"):
            ends[spoke].send_out(1, size=LARGE)
            ends[spoke].send_out(BEHIND)
        ends["refusing"].send_out(BEHIND)
        for spoke in ("told", "dropping", "refusing"):
            assert ends[spoke].arrived_out(BEHIND) == BEHIND
        mesh.await_log("hub", "oversize packet", times=2)
        assert ends["poisoned"].application.receive_within(0.1) is None
        assert "Dropping too large outgoing PUBLISH for local.loose.dropping" in mesh.log("dropping")
        assert mesh.blamed("packet-larger-than-hub") == {"poisoned"}
        assert mesh.blamed("packet-larger-than-link") == {"poisoned", "told", "hub"}


def test_a_packet_that_a_spoke_does_not_take_stops_its_link(
    mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    text = f"""\
{HEAD}
spokes:
  - {{name: small, limits: {{packet_size: 2000B}}}}
  - {{name: large}}
"""
    with loose_mesh(tmp_path / "packets", mosquitto, text) as mesh, ends_of(mesh) as ends:
        for link in ends.values():
            link.send_in(1, size=LARGE)
            link.send_in(BEHIND)
        assert ends["large"].arrived_in(1 + BEHIND) == 1 + BEHIND
        mesh.await_log("small", "Connecting bridge", times=6)
        assert ends["small"].device.receive_within(0.1) is None
        assert mesh.blamed("packet-larger-than-spoke") == {"small"}


def test_an_expected_message_larger_than_a_packet_never_crosses(
    mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    text = f"""\
{HEAD}
spokes:
  - {{name: large, bridge: {{max_packet_size: 2000B}}, expect: {{message_size: {LARGE}B}}}}
  - {{name: small, bridge: {{max_packet_size: 2000B}}, expect: {{message_size: 1000B}}}}
"""
    with loose_mesh(tmp_path / "expected", mosquitto, text) as mesh, ends_of(mesh) as ends:
        ends["large"].send_out(1, size=LARGE)
        ends["small"].send_out(1, size=1000)
        assert ends["small"].arrived_out(1) == 1
        mesh.await_log("large", "Dropping too large outgoing PUBLISH", times=1)
        assert ends["large"].application.receive_within(0.1) is None
        assert mesh.blamed("message-larger-than-packet") == {"large"}


def test_a_queue_of_qos_0_has_no_limit(mosquitto: MosquittoBinary, tmp_path: Path) -> None:
    route = 'topics: [{filter: "bare/#", qos: 0, remote_prefix: "{spoke}/"}]'
    text = f"""\
{HEAD}
spokes:
  - {{name: unlimited, queue: {{qos0: true, messages: 50}}, {route}}}
  - {{name: limited, queue: {{messages: 50}}}}
"""
    with loose_mesh(tmp_path / "qos0", mosquitto, text) as mesh, ends_of(mesh) as ends:
        mesh.wire.cut()
        ends["unlimited"].send_out(200, below="bare")
        ends["limited"].send_out(200)
        mesh.wire.mend()
        mesh.await_links()
        assert ends["unlimited"].arrived_out(200, below="bare") == 200
        assert ends["limited"].arrived_out(50) == 50
        assert mesh.blamed("unbounded-qos0-queue") == {"unlimited"}


def test_what_is_queued_is_in_memory_and_nothing_but_a_limit_ends_it(
    mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    text = f"""\
{HEAD}
spokes:
  - {{name: unbounded, queue: {{messages: 0, bytes: 0B}}, container: {{memory: 1MiB}}}}
  - {{name: bounded, queue: {{messages: 0, bytes: 512KiB}}, container: {{memory: 1MiB}}}}
  - {{name: default, container: {{memory: 1MiB}}}}
"""
    with loose_mesh(tmp_path / "memory", mosquitto, text) as mesh, ends_of(mesh) as ends:
        mesh.wire.cut()
        before = {spoke: mesh.memory(spoke) for spoke in ends}
        for link in ends.values():
            link.send_out(80, size=50 * KIB)
        grown = {spoke: mesh.memory(spoke) - before[spoke] for spoke in ends}
        assert min(grown["unbounded"], grown["default"]) > 80 * 50 * KIB > 4 * grown["bounded"]
        assert mesh.blamed("unbounded-queue") == {"unbounded"}
        assert mesh.blamed("queue-exceeds-container") == {"default"}


def test_a_broker_at_its_limit_of_memory_hangs_up_on_devices(
    mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    text = f"""\
{HEAD}
expect: {{rate: 100/s, outage: 1s, message_size: 50000B}}
spokes:
  - {{name: full, limits: {{memory: 4MiB}}}}
  - {{name: dropping, limits: {{memory: 4MiB}}, queue: {{bytes: 1MiB}}}}
  - {{name: roomy, limits: {{memory: 64MiB}}, queue: {{bytes: 32MiB}}}}
"""
    with loose_mesh(tmp_path / "memory", mosquitto, text) as mesh, ends_of(mesh) as ends:
        mesh.wire.cut()
        for spoke in ("dropping", "roomy"):
            ends[spoke].send_out(100, size=50000)
        for number in range(100):
            ends["full"].device.begin("up/x", f"{number:050000}")
        mesh.await_log("full", "out of memory")
        assert "out of memory" not in mesh.log("dropping") + mesh.log("roomy")
        assert mesh.blamed("outage-beyond-memory") == {"full"}
        assert mesh.blamed("queue-exceeds-memory") == {"full"}
        assert mesh.blamed("outage-not-held") == {"dropping"}
