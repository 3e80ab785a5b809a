"""A certificate authority that issues over ACME, and certbot, which gets and renews certificates from it.

Pebble is the test server of Let's Encrypt's own makers. Its root and intermediate are new at each start.
"""

from __future__ import annotations

import json
import os
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.support.authority import Authority
from tests.support.brokers import BROKERS, fetched
from tests.support.processes import accepts_connections, free_port, running
from tests.support.waiting import wait_until

CERTBOT = BROKERS.parent / "certbot/bin/certbot"

# It neither waits as the real one does, nor refuses good requests at random, as it would to test clients.
QUICK = {"PEBBLE_VA_NOSLEEP": "1", "PEBBLE_WFE_NONCEREJECT": "0"}
# Pebble's servers of names and of challenges are one program; certbot answers the challenges itself.
ONLY_NAMES = ("-http01=", "-https01=", "-tlsalpn01=", "-defaultIPv4=127.0.0.1", "-defaultIPv6=")


@dataclass(frozen=True)
class Pebble:
    """A running Pebble.

    Attributes:
        directory: Where ACME begins.
        web: PEM of who issued the certificate of its own web server.
        root: PEM of the root of what it issues.
        http_port: Where it looks for answers to http-01 challenges.
    """

    directory: str
    web: Path
    root: bytes
    http_port: int


@dataclass(frozen=True)
class Certbot:
    """Certbot with folders of its own, as /etc/letsencrypt is."""

    pebble: Pebble
    folder: Path

    @property
    def config(self) -> Path:
        """What is /etc/letsencrypt elsewhere."""
        return self.folder / "letsencrypt"

    def live(self, name: str) -> Path:
        """The folder of links to a certificate and its key."""
        return self.config / "live" / name

    def certonly(self, name: str) -> None:
        """Get a certificate, answering the challenge with a web server of certbot's own."""
        standalone = ("--standalone", "--http-01-address", "127.0.0.1")
        port = ("--http-01-port", str(self.pebble.http_port))
        agreed = ("--agree-tos", "--register-unsafely-without-email")
        self._run("certonly", *standalone, *port, *agreed, "--domain", name)

    def renew(self, environment: dict[str, str]) -> str:
        """Renew everything at once, and run the hooks of `renewal-hooks/deploy`; what is said."""
        return self._run("renew", "--force-renewal", "--no-random-sleep-on-renew", **environment)

    def install_hook(self, script: str) -> None:
        """Put a deploy hook where certbot looks for it."""
        hook = self.config / "renewal-hooks/deploy/mqttmesh"
        hook.write_text(script)
        hook.chmod(0o755)

    def _run(self, *arguments: str, **environment: str) -> str:
        folders = [f"--{kind}-dir={self.folder / place}" for kind, place in FOLDERS.items()]
        done = subprocess.run(
            [CERTBOT, *arguments, "--non-interactive", f"--server={self.pebble.directory}", *folders],
            env={**os.environ, "REQUESTS_CA_BUNDLE": str(self.pebble.web), **environment},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        said = f"{done.stdout}{done.stderr}"
        assert done.returncode == 0, f"certbot {arguments[0]} exited {done.returncode}\n{said}"
        return said


FOLDERS = {"config": "letsencrypt", "work": "work", "logs": "logs"}


@contextmanager
def pebble(folder: Path) -> Iterator[Pebble]:
    """A Pebble that finds every name at 127.0.0.1."""
    folder.mkdir()
    ports = {name: free_port() for name in ("acme", "management", "http", "dns", "names")}
    log = folder / "log"
    web = Authority("the web server of Pebble")
    _write_config(folder, web, ports)
    names, server = fetched("pebble", "pebble-challtestsrv"), fetched("pebble", "pebble")
    dns = f"127.0.0.1:{ports['dns']}"
    managed = ("-management", f"127.0.0.1:{ports['names']}")
    with (
        running([names, *ONLY_NAMES, "-dns01", dns, *managed], log=log),
        running([server, "-config", folder / "config.json", "-dnsserver", dns], log=log, env=QUICK),
    ):
        wait_until(
            lambda: all(
                accepts_connections("127.0.0.1", ports[name]) for name in ("acme", "management", "dns")
            ),
            within=20,
            what="Pebble",
            logs=log.read_text,
        )
        root = _get(f"https://localhost:{ports['management']}/roots/0", folder / "web.pem")
        yield Pebble(f"https://localhost:{ports['acme']}/dir", folder / "web.pem", root, ports["http"])


def certbot(pebble: Pebble, folder: Path) -> Certbot:
    """Certbot that asks this Pebble; without it the test fails, since a skipped proof is none."""
    if not CERTBOT.is_file():
        pytest.fail("certbot is missing: run scripts/certbot", pytrace=False)
    return Certbot(pebble, folder)


def _write_config(folder: Path, web: Authority, ports: dict[str, int]) -> None:
    pair = web.issue("localhost")
    for name, content in (
        ("web.pem", web.certificate),
        ("chain.pem", pair.certificate),
        ("key.pem", pair.private_key),
    ):
        (folder / name).write_bytes(content)
    options = {
        "listenAddress": f"127.0.0.1:{ports['acme']}",
        "managementListenAddress": f"127.0.0.1:{ports['management']}",
        "certificate": str(folder / "chain.pem"),
        "privateKey": str(folder / "key.pem"),
        "httpPort": ports["http"],
        "tlsPort": 0,
    }
    (folder / "config.json").write_text(json.dumps({"pebble": options}))


def _get(address: str, authority: Path) -> bytes:
    context = ssl.create_default_context(cafile=str(authority))
    with urlopen(address, context=context, timeout=10) as answer:
        content: bytes = answer.read()
        return content
