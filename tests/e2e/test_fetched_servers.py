"""The servers that the other tests stand on: each runs, and is the version it is taken for."""

import subprocess
from pathlib import Path

from tests.support.brokers import MosquittoBinary, mosquitto_binary
from tests.support.processes import accepts_connections, free_port, running
from tests.support.rabbitmq import RabbitMqPrograms, running_rabbitmq
from tests.support.waiting import wait_until


def echo_through(mosquitto: MosquittoBinary, port: int) -> str:
    """What a subscriber got of a retained message, sent by another client."""
    server = ["-h", "127.0.0.1", "-p", str(port), "-t", "greeting", "-q", "1"]
    subprocess.run([mosquitto.pub, *server, "-r", "-m", "hello"], check=True, timeout=20)
    receive = [str(mosquitto.sub), *server, "-C", "1", "-W", "10"]
    got = subprocess.run(receive, capture_output=True, text=True, timeout=20, check=True)
    return got.stdout.strip()


def wait_for_port(port: int, log: Path) -> None:
    wait_until(
        lambda: accepts_connections("127.0.0.1", port),
        within=20,
        what=f"a server on port {port}",
        logs=log.read_text,
    )


def test_mosquitto_is_the_version_it_is_taken_for(mosquitto: MosquittoBinary, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "mosquitto.log"
    configuration = tmp_path / "mosquitto.conf"
    configuration.write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    with running([mosquitto.path, "-c", configuration], log=log):
        wait_for_port(port, log)
        assert echo_through(mosquitto, port) == "hello"
    assert f"mosquitto version {mosquitto.version}." in log.read_text()


def test_nats_speaks_mqtt(mosquitto: MosquittoBinary, nats_server: Path, tmp_path: Path) -> None:
    port, log = free_port(), tmp_path / "nats.log"
    configuration = tmp_path / "nats.conf"
    configuration.write_text(
        f'server_name: n\nlisten: "127.0.0.1:{free_port()}"\njetstream {{ store_dir: "{tmp_path}/store" }}\n'
        f'mqtt {{ listen: "127.0.0.1:{port}" }}\n'
    )
    with running([nats_server, "-c", configuration], log=log):
        wait_for_port(port, log)
        assert echo_through(mosquitto, port) == "hello"


def test_rabbitmq_speaks_mqtt(rabbitmq: RabbitMqPrograms, tmp_path: Path) -> None:
    port = free_port()
    configuration = f"mqtt.listeners.tcp.default = 127.0.0.1:{port}\nmqtt.allow_anonymous = true\n"
    with running_rabbitmq(rabbitmq, tmp_path, configuration):
        assert echo_through(mosquitto_binary("2.1"), port) == "hello"


def test_compose_reads_a_file_without_a_daemon(compose: Path, tmp_path: Path) -> None:
    (tmp_path / "docker-compose.yml").write_text("services: {hub: {image: eclipse-mosquitto}}\n")
    subprocess.run([compose, "config", "-q"], cwd=tmp_path, check=True, timeout=20)


def test_compose_refuses_a_file_it_cannot_mean(compose: Path, tmp_path: Path) -> None:
    (tmp_path / "docker-compose.yml").write_text("services: {hub: {imagine: eclipse-mosquitto}}\n")
    refused = subprocess.run(
        [compose, "config", "-q"], cwd=tmp_path, capture_output=True, text=True, timeout=20
    )
    assert refused.returncode != 0
    assert "imagine" in refused.stderr
