"""The story this tool was born from: two brokers, a bridge, Let's Encrypt, and `tlsv1 alert unknown ca`.

Written by hand as it was then, on Alpine's own userland: a hub with a certificate as Let's Encrypt issues
them (root, intermediate, leaf), and an edge whose bridge believes the container's store. Nothing of mqttmesh
is used. What was put into the edge's store decides, and it is the hub's log that complains.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.authority import Authority
from tests.support.containers import Daemon, RunningContainer, container, network

HOST = "mqtt.story.example"

HUB = """\
log_dest stderr
listener 8883
allow_anonymous true
certfile /chain/fullchain.pem
keyfile /chain/privkey.pem
"""

EDGE = f"""\
log_dest stderr
listener 1883
allow_anonymous true
connection to-the-hub
address {HOST}:8883
bridge_capath /etc/ssl/certs
topic sensors/# out 1
restart_timeout 1
"""

THE_FAMOUS_RECIPE = "cp /chain/* /usr/local/share/ca-certificates/ && update-ca-certificates"
START = "exec mosquitto -c /mosquitto/config/mosquitto.conf"

CONNECTED = "New bridge connected"
SKIPPED = "does not contain exactly one certificate or CRL: skipping"


@dataclass
class Story:
    """A hub and an edge; what the hub serves and what is copied into the edge's store is the test's."""

    daemon: Daemon
    image: str
    folder: Path
    root: Authority
    intermediate: Authority
    open: ExitStack

    def hub_serves(self, *chain: Authority) -> None:
        """Start a hub that serves its leaf and these authorities' certificates."""
        leaf = self.intermediate.issue(HOST)
        served = leaf.certificate + b"".join(authority.certificate for authority in chain)
        self.joins = self.open.enter_context(network(self.daemon))
        self.hub = self._container(HOST, HUB, {"fullchain.pem": served, "privkey.pem": leaf.private_key})
        self.hub.wait_for(" running")

    def edge_installs(self, files: dict[str, bytes]) -> None:
        """Start an edge that puts these files into its store first."""
        recipe = f"{THE_FAMOUS_RECIPE} && {START}" if files else START
        self.edge = self._container("edge", EDGE, files, command=["sh", "-c", recipe])

    def ends_connected(self) -> None:
        self.hub.wait_for(CONNECTED, self.edge)
        assert not self.hub.says("alert")

    def ends_in_unknown_ca(self) -> None:
        self.hub.wait_for("tlsv1 alert unknown ca", self.edge)
        self.edge.wait_for("certificate verify failed", self.hub)
        assert not self.hub.says(CONNECTED)

    def _container(
        self, name: str, config: str, chain: dict[str, bytes], command: list[str] | None = None
    ) -> RunningContainer:
        for place, files in {"config": {"mosquitto.conf": config.encode()}, "chain": chain}.items():
            (self.folder / name / place).mkdir(parents=True)
            for file, content in files.items():
                path = self.folder / name / place / file
                path.write_bytes(content)
                path.chmod(0o644)
        mounts = {self.folder / name / "config": "/mosquitto/config", self.folder / name / "chain": "/chain"}
        started = container(self.daemon, self.image, name, command=command, mounts=mounts, joins=self.joins)
        return self.open.enter_context(started)


@pytest.fixture
def story(daemon: Daemon, alpine: str, tmp_path: Path) -> Iterator[Story]:
    root = Authority("ISRG Root X1 of this test")
    intermediate = Authority("YE1 of this test", issuer=root)
    with ExitStack() as everything:
        yield Story(daemon, alpine, tmp_path, root, intermediate, everything)


def test_an_edge_that_installs_nothing_is_the_classic_report(story: Story) -> None:
    story.hub_serves(story.intermediate)
    story.edge_installs({})
    story.ends_in_unknown_ca()


def test_the_famous_recipe_with_a_chain_of_two_is_as_good_as_nothing(story: Story) -> None:
    story.hub_serves(story.intermediate)
    story.edge_installs({"chain.pem": story.intermediate.certificate + story.root.certificate})
    story.ends_in_unknown_ca()
    assert story.edge.says(f"ca-cert-chain.pem.pem {SKIPPED}")


def test_the_root_alone_in_a_file_of_its_own_connects(story: Story) -> None:
    story.hub_serves(story.intermediate)
    story.edge_installs({"root.crt": story.root.certificate})
    story.ends_connected()
    assert not story.edge.says(f"ca-cert-root.crt.pem {SKIPPED}")


def test_the_intermediate_alone_is_no_trust_anchor(story: Story) -> None:
    story.hub_serves(story.intermediate)
    story.edge_installs({"intermediate.crt": story.intermediate.certificate})
    story.ends_in_unknown_ca()
    assert not story.edge.says(f"ca-cert-intermediate.crt.pem {SKIPPED}")


def test_root_and_intermediate_apart_mend_a_hub_that_serves_no_chain(story: Story) -> None:
    story.hub_serves()
    story.edge_installs({"root.crt": story.root.certificate, "mid.crt": story.intermediate.certificate})
    story.ends_connected()


def test_the_root_alone_does_not_mend_a_hub_that_serves_no_chain(story: Story) -> None:
    story.hub_serves()
    story.edge_installs({"root.crt": story.root.certificate})
    story.ends_in_unknown_ca()
