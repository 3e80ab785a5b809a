"""A RabbitMQ node with its MQTT plugin, all of it in one folder and on loopback.

Erlang nodes find each other by a daemon, epmd, that the first of them starts and that outlives it. So the
test runs an epmd of its own on a port of its own, and stops it too.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.processes import free_port, running
from tests.support.waiting import wait_until

STARTS_WITHIN_SECONDS = 60
EVERY_NODE_CONFIGURATION = "listeners.tcp = none\nlog.console = true\nlog.file = false\n"


@dataclass(frozen=True)
class RabbitMqPrograms:
    server: Path
    epmd: Path


@contextmanager
def running_rabbitmq(programs: RabbitMqPrograms, folder: Path, configuration: str) -> Iterator[Path]:
    """Run a node with these lines of rabbitmq.conf, until the end of the `with`; gives its log."""
    epmd_port, log = free_port(), folder / "rabbitmq.log"
    (folder / "rabbitmq.conf").write_text(EVERY_NODE_CONFIGURATION + configuration)
    (folder / "enabled_plugins").write_text("[rabbitmq_mqtt].\n")
    epmd = [str(programs.epmd), "-port", str(epmd_port), "-address", "127.0.0.1"]
    with (
        running(epmd, log=folder / "epmd.log"),
        running([programs.server], log=log, env=node_environment(folder, epmd_port)) as server,
    ):
        wait_until(
            lambda: server.poll() is not None or "Server startup complete" in log.read_text(),
            within=STARTS_WITHIN_SECONDS,
            what="RabbitMQ to start",
            logs=log.read_text,
        )
        assert server.poll() is None, log.read_text()
        yield log


def node_environment(folder: Path, epmd_port: int) -> dict[str, str]:
    return {
        "ERL_AFLAGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(epmd_port),
        "HOME": str(folder),
        "RABBITMQ_ADVANCED_CONFIG_FILE": str(folder / "advanced.config"),
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "rabbitmq-env.conf"),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "generated"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_NODENAME": "mqttmesh@localhost",
    }
