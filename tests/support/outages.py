"""Meshes whose link a test cuts and mends, and whose brokers it stops one by one: what an outage costs."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from mqttmesh.check import Case, check
from mqttmesh.finding import Finding
from mqttmesh.load import load
from mqttmesh.mesh import Broker, Endpoint, Mesh
from mqttmesh.render import Origin, render_acl, render_config, render_observation_acl
from mqttmesh.resolve import resolution
from mqttmesh.runtime.layout import native_layout
from mqttmesh.runtime.lease import lease, release
from mqttmesh.runtime.places import Places
from mqttmesh.runtime.status import BridgeState
from mqttmesh.runtime.watch import BridgeWatch
from tests.support.brokers import MosquittoBinary
from tests.support.clients import DEADLINE, TestClient, connected
from tests.support.processes import accepts_connections, stop
from tests.support.waiting import wait_until
from tests.support.wires import Wire

PORT = 1883

HEAD = """\
version: 1
name: loose
defaults:
  listeners: [{port: 1883, allow_anonymous: true}]
  anonymous: {read: ["#"], write: ["#"]}
hub:
  host: hub.example
  auth: {spokes: anonymous}
bridge: {tls: false, restart: {base: 1s, cap: 1s}}
topics:
  - {filter: "up/#", remote_prefix: "{spoke}/"}
  - {filter: "down/#", direction: in, remote_prefix: "{spoke}/"}
"""
"""What these meshes share: nobody needs a password, and every link is in clear."""


@dataclass
class LooseMesh:
    """A mesh as rendered, each broker a process of its own; spokes dial the hub through a wire."""

    mesh: Mesh
    findings: tuple[Finding, ...]
    place: Places
    mosquitto: MosquittoBinary
    addresses: Mapping[str, str]
    wire: Wire
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def blamed(self, rule: str) -> set[str]:
        """The spokes of which `check` says so, or `hub`, or what stands at the top of the topology."""
        locs = [finding.loc for finding in self.findings if finding.rule == rule]
        names = [spoke.name for spoke in self.mesh.spokes]
        return {
            names[loc[1]] if loc[0] == "spokes" and isinstance(loc[1], int) else str(loc[0]) for loc in locs
        }

    def start(self, *names: str) -> None:
        """Start brokers, and wait until they listen."""
        for broker in self.mesh.brokers:
            if broker.name in names:
                self._start(broker)

    def stop(self, *names: str) -> None:
        """Stop brokers in peace: they save what they keep."""
        for name in names:
            stop(self.processes.pop(name))

    def kill(self, *names: str) -> None:
        """Stop brokers as a power cut does."""
        for name in names:
            self.processes[name].kill()
            self.processes.pop(name).wait()

    def kept(self, name: str) -> Path:
        """The file in which a broker keeps its sessions."""
        return self.place.data / name / "mosquitto.db"

    def save(self, name: str) -> None:
        """Have a broker write what it keeps, whenever it comes to it."""
        self.processes[name].send_signal(signal.SIGUSR1)

    def await_kept(self, name: str, text: str, times: int) -> None:
        """Wait until what a broker keeps on disk holds a text so often."""
        kept = self.kept(name)
        self.wait_until(
            lambda: kept.exists() and kept.read_bytes().count(text.encode()) >= times, f"{name} to save"
        )

    def memory(self, name: str) -> int:
        """Bytes of memory that a broker takes."""
        status = Path(f"/proc/{self.processes[name].pid}/status").read_text()
        return 1024 * int(status.partition("VmRSS:")[2].split()[0])

    def await_links(self, *spokes: str) -> None:
        """Wait until the bridges of these spokes, or of all, are connected."""
        watch = BridgeWatch(
            {
                spoke.name: (self.place.socket(spoke.name), spoke.bridge.notification_topic)
                for spoke in self.mesh.spokes
                if spoke.bridge and (not spokes or spoke.name in spokes)
            }
        )
        try:
            done = watch.until(
                lambda states: set(states.values()) == {BridgeState.UP}, time.monotonic() + DEADLINE
            )
            assert done, f"{watch.states()}\n{self.logs()}"
        finally:
            watch.close()

    def client(self, broker: str) -> AbstractContextManager[TestClient]:
        """A client of a broker."""
        return connected(self.addresses[broker], PORT)

    def log(self, name: str) -> str:
        """What a broker said."""
        return self.place.log(name).read_text()

    def await_log(self, name: str, text: str, times: int = 1) -> None:
        """Wait until a broker has said so often enough."""
        self.wait_until(lambda: self.log(name).count(text) >= times, f"{name} to say `{text}`")

    def wait_until(self, condition: Callable[[], bool], what: str) -> None:
        """Wait for what brokers do."""
        wait_until(condition, within=DEADLINE, what=what, logs=self.logs)

    def logs(self) -> str:
        """What every broker said."""
        return "\n".join(f"== {broker.name}\n{self.log(broker.name)}" for broker in self.mesh.brokers)

    def _start(self, broker: Broker) -> None:
        folder, address = self.place.broker(broker.name), self.addresses[broker.name]
        for each in (folder, self.kept(broker.name).parent, self.place.log("").parent):
            each.mkdir(parents=True, exist_ok=True)
        dials, origin = (Endpoint(self.addresses["wire"], PORT),), Origin.of(self.mesh)
        layout = native_layout(broker, self.place, address, dials, self.place.pki / "root.pem")
        config = folder / "mosquitto.conf"
        for path, content in (
            (folder / "acl", render_acl(broker, origin)),
            (folder / "acl-observation", render_observation_acl(broker, origin)),
            (config, render_config(broker, layout, origin) + b"\nuser root\n"),
        ):
            path.write_bytes(content)
        with self.place.log(broker.name).open("ab") as log:
            self.processes[broker.name] = subprocess.Popen(
                [self.mosquitto.path, "-c", config], stdout=log, stderr=log
            )
        self.wait_until(lambda: accepts_connections(address, PORT), broker.name)


@contextmanager
def loose_mesh(
    folder: Path, mosquitto: MosquittoBinary, text: str, *, linked: bool = True
) -> Iterator[LooseMesh]:
    """A mesh that runs, with every link unless told otherwise; when the context ends nothing of it does."""
    folder.mkdir(exist_ok=True)
    path = folder / "topology.yaml"
    path.write_text(text)
    topology = load(path)
    resolved = resolution(topology, release="2.0" if mosquitto.version == "2.0" else "2.1")
    findings = check(Case.of(topology, resolved))
    mesh = resolved.mesh
    names = ["wire", *(broker.name for broker in mesh.brokers)]
    addresses = lease(folder, {}, dict.fromkeys(names, (PORT,)))
    bridge = mesh.spokes[0].bridge
    assert bridge is not None
    wire = Wire((addresses["wire"], PORT), (addresses["hub"], bridge.addresses[0].port))
    place = Places("", folder, folder / "run", folder / "data", None)
    loose = LooseMesh(mesh, findings, place, mosquitto, addresses, wire)
    try:
        wire.mend()
        loose.start(*names)
        if linked:
            loose.await_links()
        yield loose
    finally:
        loose.stop(*loose.processes)
        wire.cut()
        release(folder)
