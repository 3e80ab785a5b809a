"""A hub and a spoke with a bridge over TLS, each one process: whether they connect."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.brokers import MosquittoBinary
from tests.support.certificate_setups import SPOKE, Setup
from tests.support.processes import free_port, running
from tests.support.waiting import wait_until

ADDRESS = "127.0.0.1"
_CONNECTED = re.compile(rf"New (bridge|client) connected from .* as table\.{SPOKE}")
_REFUSED = re.compile(r"OpenSSL Error|error:0A|verif.* failed|Unable to load|did not return a certificate")
# As the native engine gives a bridge the hub's name: a hosts file that it alone sees.
_NAMED = ("unshare", "--map-current-user", "--keep-caps", "--mount", "sh", "-c")
_BIND = 'mount --bind "$0" /etc/hosts && exec "$@"'


def bridge_connects(
    setup: Setup, mosquitto: MosquittoBinary, folder: Path, *options: str
) -> tuple[bool, str]:
    """Whether a spoke's bridge comes into the hub with the set-up's files in a folder; and both logs.

    `options` are further lines of the bridge.
    """
    hub_log, spoke_log = folder / "hub.log", folder / "spoke.log"
    port, pki = free_port(ADDRESS), folder / "pki"

    def logs() -> str:
        return "\n".join(f"== {log.name}\n{log.read_text()}" for log in (hub_log, spoke_log) if log.exists())

    def settled() -> bool:
        return hub.poll() is not None or bool(_CONNECTED.search(logs()) or _REFUSED.search(logs()))

    with TemporaryDirectory() as sockets:
        hub_conf, spoke_conf = folder / "hub.conf", folder / "spoke.conf"
        hub_conf.write_text(_hub(setup, port, pki))
        spoke_conf.write_text(_spoke(setup, port, pki, Path(sockets)) + "\n".join(options))
        hosts = folder / "hosts"
        hosts.write_text(f"{ADDRESS} localhost {setup.dialled or ''}\n")
        with running([mosquitto.path, "-c", hub_conf], log=hub_log) as hub:
            wait_until(
                lambda: " running" in hub_log.read_text() or hub.poll() is not None,
                within=10,
                what="the hub to run or to give up",
                logs=logs,
            )
            with running([*_NAMED, _BIND, hosts, mosquitto.path, "-c", spoke_conf], log=spoke_log):
                wait_until(settled, within=15, what="the bridge to connect or to be refused", logs=logs)
    return bool(_CONNECTED.search(logs())), logs()


def _hub(setup: Setup, port: int, pki: Path) -> str:
    clients = f"cafile {pki}/clients.pem\nrequire_certificate true\nuse_identity_as_username true\n"
    return f"""\
user root
log_dest stderr
log_type all
listener {port} {ADDRESS}
allow_anonymous true
certfile {pki}/hub/fullchain.pem
keyfile {pki}/hub/privkey.pem
{clients if setup.clients else ""}"""


def _spoke(setup: Setup, port: int, pki: Path, sockets: Path) -> str:
    shown = f"bridge_certfile {pki}/edge/fullchain.pem\nbridge_keyfile {pki}/edge/privkey.pem\n"
    return f"""\
user root
log_dest stderr
log_type all
listener 0 {sockets}/spoke.sock
allow_anonymous true
connection table.{SPOKE}
remote_clientid table.{SPOKE}
address {setup.dialled or ADDRESS}:{port}
bridge_cafile {pki}/root.pem
restart_timeout 1
topic sensors/# out 0 "" ""
{shown if setup.client else ""}
"""
