"""A hub and a spoke that something is wrong with, run for their logs."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from mqttmesh.explain import Decoded, Decoder, entries
from mqttmesh.runtime.places import places
from tests.support.brokers import MosquittoBinary
from tests.support.processes import free_port, running
from tests.support.waiting import wait_until

ADDRESS = "127.0.0.1"
HEAD = """\
log_dest stderr
log_timestamp_format %Y-%m-%dT%H:%M:%S
log_type error
log_type warning
log_type notice
log_type information
connection_messages true
"""
CLEAR = "listener PORT 127.0.0.1\nallow_anonymous true\n"
DOOR = "listener DOOR 127.0.0.1\nallow_anonymous true\n"
_TLS_1_2 = """\
openssl_conf = all
[all]
ssl_conf = ssl
[ssl]
system_default = newest
[newest]
MaxProtocol = TLSv1.2
"""
_SETTLED = re.compile(r" running|Error")
_ROUNDS = 3  # times that a bridge dials: what is told again and again has been told then


@dataclass(frozen=True)
class File:
    """What lies in the folder of the two, as its owner's alone where nothing else is said."""

    content: bytes
    mode: int = 0o600


@dataclass(frozen=True)
class Running:
    """Both brokers, as far as they run."""

    folder: Path
    port: int
    door: int
    mosquitto: MosquittoBinary
    pids: dict[str, int] = field(default_factory=dict)

    def log(self, broker: str) -> str:
        path = self.folder / f"{broker}.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def logs(self) -> str:
        return "\n".join(f"== {broker}\n{self.log(broker)}" for broker in ("hub", "edge"))

    def decoded(self, *brokers: str) -> Decoded:
        """What the logs of these brokers say; those of both where none is named."""
        decoder = Decoder()
        for broker in brokers or ("hub", "edge"):
            decoder.read(entries(self.log(broker).splitlines(), broker))
        return decoder.decoded()

    def told(self) -> dict[str, set[str]]:
        """The causes that are left of each signature, and lines that are not known."""
        decoded = self.decoded()
        told = {each.signature.id: {cause.id for cause in each.causes} for each in decoded.explanations}
        return told | (
            {"not known": {each.entry.text for each in decoded.strange}} if decoded.strange else {}
        )


@dataclass(frozen=True)
class Failure:
    """What is wrong, and what is to be told of it.

    In configurations and files FOLDER, PORT (the hub's) and DOOR (the spoke's own listener) are put in.

    Attributes:
        told: The causes that shall be left of each signature.
        told_by_2_0: The same where Mosquitto 2.0 says less, or more.
        provoke: What is done once both run; without it a bridge is watched until it has dialled some times.
        releases: Where it can be provoked at all.
        alone: What one end's log alone tells, where the other's must not be needed for that.
        old_tls: Let the spoke speak TLS 1.2, where an alert of the hub always arrives before the end.
    """

    told: Mapping[str, set[str]]
    hub: str | None = None
    edge: str | None = None
    files: Mapping[str, File] = field(default_factory=dict)
    provoke: Callable[[Running], None] | None = None
    told_by_2_0: Mapping[str, set[str]] | None = None
    releases: tuple[str, ...] = ("2.0", "2.1")
    alone: Mapping[str, set[str]] = field(default_factory=dict)
    old_tls: bool = False

    def expected(self, release: str) -> Mapping[str, set[str]]:
        return self.told_by_2_0 if release == "2.0" and self.told_by_2_0 is not None else self.told


def bridge(more: str = "", *, address: str = f"{ADDRESS}:PORT", topic: str = "topic a/# out 1") -> str:
    """A spoke whose bridge dials again each second."""
    return f"""\
{DOOR}connection m.edge
address {address}
remote_clientid m.edge
restart_timeout 1 1
{topic}
{more}"""


@contextmanager
def failing(failure: Failure, mosquitto: MosquittoBinary) -> Iterator[Running]:
    """Both brokers, up as far as they come, and provoked."""
    with TemporaryDirectory(prefix="mesh-") as name, ExitStack() as stack:
        folder = Path(name)
        both = Running(folder, free_port(ADDRESS), free_port(ADDRESS), mosquitto)
        for file, wanted in failure.files.items():
            _write(folder / file, wanted)
        for broker, configuration in (("hub", failure.hub), ("edge", failure.edge)):
            if configuration is None:
                continue
            _write(folder / f"{broker}.conf", File(_filled(HEAD + configuration, both).encode()))
            _own(folder)
            process = stack.enter_context(_run(broker, both, failure))
            both.pids[broker] = process.pid
            wait_until(
                lambda broker=broker, process=process: (  # type: ignore[misc]
                    bool(_SETTLED.search(both.log(broker))) or process.poll() is not None
                ),
                within=15,
                what=f"the {broker} to run or to give up",
                logs=both.logs,
            )
        if failure.provoke:
            failure.provoke(both)
        yield both


def _run(broker: str, both: Running, failure: Failure) -> AbstractContextManager[subprocess.Popen[bytes]]:
    environment = {}
    if failure.old_tls:
        settings = both.folder / "openssl.cnf"
        settings.write_text(_TLS_1_2)
        environment = {"OPENSSL_CONF": str(settings)}
    argv: list[str | Path] = [both.mosquitto.path, "-c", both.folder / f"{broker}.conf"]
    return running(argv, log=both.folder / f"{broker}.log", env=environment)


def await_told(failure: Failure, both: Running) -> None:
    """Wait until everything has been told, and nothing else, and the bridge has dialled some times."""
    expected = failure.expected(both.mosquitto.version)

    def told() -> bool:
        dialled = failure.provoke or "edge" not in both.pids or both.log("edge").count("(step 1)") >= _ROUNDS
        return bool(dialled) and both.told() == expected

    wait_until(told, within=20, what=f"{dict(expected)}", logs=lambda: f"it is {both.told()}\n{both.logs()}")


def _filled(text: str, both: Running) -> str:
    places_ = {"FOLDER": str(both.folder), "PORT": str(both.port), "DOOR": str(both.door)}
    for word, value in places_.items():
        text = text.replace(word, value)
    return text


def _write(path: Path, file: File) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(file.content)
    path.chmod(file.mode)


def _own(folder: Path) -> None:
    """Give everything to the user that brokers of root run as."""
    user = places(folder, "any").user
    folder.chmod(0o700)
    if user:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, *user)


def tells_alone(both: Running, broker: str) -> tuple[set[str], set[str]]:
    """The signatures in one end's log, and the causes that they leave."""
    explanations = both.decoded(broker).explanations
    causes = {cause.id for each in explanations for cause in each.causes}
    return {each.signature.id for each in explanations}, causes
