"""The first mesh, seen working: rendered, started over TLS, a message each way, and stopped again.

Uses what anybody has: the command line, and an MQTT client. `make demo` runs it.
"""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, SimpleQueue

from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

ROOT = Path(__file__).parents[1]
TOPOLOGY = Path("topologies/quickstart.yaml")
MQTTMESH = Path(sys.executable).with_name("mqttmesh")
DEADLINE = 10.0

NEXT = """\
What to try next:
  less topologies/quickstart/hub/mosquitto.conf       what was rendered; people commit it
  .venv/bin/mqttmesh up topologies/quickstart.yaml    start it again, to stay
  .venv/bin/mqttmesh status topologies/quickstart.yaml
  .venv/bin/mqttmesh down topologies/quickstart.yaml --volumes
  less docs/tutorial.md                               your own first mesh"""


def main() -> int:
    mqttmesh("render")
    try:
        mqttmesh("up", "--engine", "native")
        mqttmesh("status")
        send_both_ways()
    finally:
        mqttmesh("down", "--volumes")
    print(NEXT)
    return 0


def mqttmesh(command: str, *options: str) -> None:
    print(" ".join(["$ mqttmesh", command, str(TOPOLOGY), *options]), flush=True)
    subprocess.run([MQTTMESH, command, TOPOLOGY, *options], cwd=ROOT, check=True)
    print(flush=True)


def send_both_ways() -> None:
    addresses = broker_addresses()
    with (
        connected("dashboard", "hub", addresses["hub"], 8883, "sites/#") as (dashboard, hub_hears),
        connected("thermometer", "greenhouse", addresses["greenhouse"], 1883) as (thermometer, _),
        connected("valve", "greenhouse", addresses["greenhouse"], 1883, "commands/#") as (_, spoke_hears),
    ):
        print("A spoke's message arrives on the hub, below the spoke's name:")
        say("greenhouse", thermometer, "sensors/temperature", "21.5 C")
        hear("hub", hub_hears)
        print("A command goes the other way:")
        say("hub", dashboard, "sites/greenhouse/commands/valve", "open")
        hear("greenhouse", spoke_hears)
    print(flush=True)


def broker_addresses() -> dict[str, str]:
    shown = subprocess.run(
        [MQTTMESH, "status", TOPOLOGY, "--json"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return {broker["name"]: broker["address"] for broker in json.loads(shown.stdout)["brokers"]}


@contextmanager
def connected(
    user: str, broker: str, address: str, port: int, topic: str | None = None
) -> Iterator[tuple[Client, SimpleQueue[tuple[str, str]]]]:
    """A client that has connected, and subscribed where it names a topic; TLS on port 8883."""
    heard: SimpleQueue[tuple[str, str]] = SimpleQueue()
    ready: SimpleQueue[None] = SimpleQueue()
    client = Client(CallbackAPIVersion.VERSION2, f"demo-{user}")
    client.username_pw_set(user, (ROOT / f"topologies/secrets/{broker}/{user}.password").read_text().strip())
    if port == 8883:
        root = ROOT / "topologies/.mqttmesh/quickstart/pki/root.pem"
        client.tls_set_context(ssl.create_default_context(cafile=str(root)))
    client.on_message = lambda _client, _data, message: heard.put((message.topic, message.payload.decode()))
    client.on_subscribe = lambda *_: ready.put(None)

    def subscribe(*_: object) -> None:
        if topic:
            client.subscribe(topic, qos=1)
        else:
            ready.put(None)

    client.on_connect = subscribe
    client.connect(address, port)
    client.loop_start()
    try:
        ready.get(timeout=DEADLINE)
        yield client, heard
    finally:
        client.disconnect()
        client.loop_stop()


def say(place: str, client: Client, topic: str, payload: str) -> None:
    client.publish(topic, payload, qos=1).wait_for_publish(DEADLINE)
    print(f"  {place:<10} said   {topic:<38} {payload}")


def hear(place: str, heard: SimpleQueue[tuple[str, str]]) -> None:
    try:
        topic, payload = heard.get(timeout=DEADLINE)
    except Empty:
        sys.exit(f"  {place} heard nothing within {DEADLINE:g} s")
    print(f"  {place:<10} heard  {topic:<38} {payload}", flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
    except subprocess.CalledProcessError as failed:
        sys.exit(failed.returncode)  # the command has said why
