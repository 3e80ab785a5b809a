"""The console blocks of a page, run one after the other, and what they print beside what the page shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from mqttmesh.runtime.ending import down
from mqttmesh.runtime.places import STATE, meshes_beside, places
from mqttmesh.runtime.state import recall
from tests.support.brokers import mosquitto_binary
from tests.support.pages import Block

SHOWN_FOLDER = "/home/ada/mesh"
"""What pages call the folder that their commands run in."""

_FIRST = (127 << 24) + (77 << 16) + 1  # 127.77.0.1, the first address on a machine that runs no other mesh
_ADDRESS = re.compile(r"\b127\.77\.(\d+)\.(\d+)\b")
# What is no part of the result: on a terminal this is a bar that goes away.
_PROGRESS = re.compile(
    r"(?m)^(?:starting brokers|connecting bridges|docker engine)(?:: \d+ of \d+|, Docker .*)\n"
)
# What differs from run to run, and how the comparison sees it.
_CHANGING = (
    (re.compile(r" \d+(?= (?:up|down|idle|unknown|-)$)", re.MULTILINE), " PID"),
    (re.compile(r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\b"), "TIME"),
    (re.compile(r"auto(-[0-9A-F]+){5}"), "auto-ID"),
    (re.compile(r"\b(?:172|192\.168|10)(?:\.\d+){2,3}:\d+\b"), "PEER"),  # Docker's own pools of addresses
)


@dataclass(frozen=True)
class Step:
    """One command of a page and what the page shows of its output."""

    command: str
    shown: str
    line: int


@dataclass
class Session:
    """A scratch folder in which the steps of one page are run."""

    folder: Path
    environment: Mapping[str, str]
    code: int = 0
    first: int = field(default=_FIRST)

    def run(self, step: Step) -> str:
        """What a step prints, in the words of the page."""
        command = _ADDRESS.sub(lambda found: _text(_number(found) - _FIRST + self.first), step.command)
        done = subprocess.run(
            ["bash", "-c", f"(exit {self.code}); {command}"],
            cwd=self.folder,
            env=_environment(self.folder, self.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=60,
            check=False,
        )
        self.code = done.returncode
        self._find_addresses()
        output = _PROGRESS.sub("", done.stdout).replace(str(self.folder), SHOWN_FOLDER)
        return _ADDRESS.sub(lambda found: _text(_number(found) - self.first + _FIRST), output)

    def _find_addresses(self) -> None:
        """Other meshes may hold the first addresses: see which one this page's mesh begins with."""
        for folder, mesh in _meshes(self.folder):
            if known := recall(places(folder, mesh).state):
                held = [_ADDRESS.fullmatch(broker.address) for broker in known.brokers.values()]
                self.first = min(_number(address) for address in held if address)


def steps(block: Block) -> Iterator[Step]:
    """The commands of a console block; a line that ends with a backslash goes on."""
    lines = block.text.splitlines()
    for index, line in enumerate(lines):
        if not line.startswith("$ "):
            continue
        command, after = line[2:], index + 1
        while command.endswith("\\"):
            command, after = f"{command}\n{lines[after]}", after + 1
        end = next((n for n in range(after, len(lines)) if lines[n].startswith("$ ")), len(lines))
        yield Step(command, "".join(f"{shown}\n" for shown in lines[after:end]), block.line + index)


def agrees(shown: str, printed: str) -> bool:
    """Whether an output is what a page shows; a line of three dots stands for any lines."""
    wanted = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + r"\n"
        for line in _settled(shown).splitlines()
    )
    return re.fullmatch(wanted, _settled(printed)) is not None


def follow(page: list[Block], here: Session) -> None:
    """Do what a page says, and stop at the first line that is not so."""
    for block in page:
        if block.mark in ("file", "append"):
            target = here.folder / block.target
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("a" if block.mark == "append" else "w") as file:
                file.write(block.text)
        if block.language == "console":
            run(block, here)


def run(block: Block, here: Session) -> None:
    wanted = list(steps(block))
    assert wanted and block.text.startswith("$ "), f"line {block.line}: a console block begins with a command"
    for step, after in zip(wanted, [*wanted[1:], None], strict=True):
        printed = here.run(step)
        assert agrees(step.shown, printed), (
            f"line {step.line}: $ {step.command}\n--- shown\n{step.shown}--- printed\n{printed}"
        )
        told = after is not None and after.command == "echo $?"
        assert here.code == 0 or told, f"line {step.line}: exit code {here.code}, and the page is silent"


@contextmanager
def session(folder: Path, environment: Mapping[str, str] | None = None) -> Iterator[Session]:
    """A scratch folder; when the context ends nothing that was started there runs."""
    folder.mkdir()
    programs = folder.parent / "bin"
    programs.mkdir()
    mosquitto = mosquitto_binary("2.0")
    for program in (mosquitto.pub, mosquitto.sub, Path(sys.executable).with_name("mqttmesh")):
        (programs / program.name).symlink_to(program)
    try:
        yield Session(folder, environment or {})
    finally:
        with pytest.MonkeyPatch.context() as patch:
            for variable, value in (environment or {}).items():
                patch.setenv(variable, value)
            for place, mesh in _meshes(folder):
                down(place, mesh, volumes=True)


def _environment(folder: Path, more: Mapping[str, str]) -> dict[str, str]:
    """As on a machine with Debian's Mosquitto, and what else it has."""
    path = more.get("PATH", os.environ["PATH"])
    return {
        **os.environ,
        **more,
        "PATH": f"{folder.parent / 'bin'}:{path}",
        "MQTTMESH_MOSQUITTO": str(mosquitto_binary("2.0").path),
    }


def _meshes(folder: Path) -> list[tuple[Path, str]]:
    return [(state.parent, mesh) for state in folder.rglob(STATE) for mesh in meshes_beside(state.parent)]


def _settled(text: str) -> str:
    text = re.sub(r"[ \t]+", " ", text)
    for changing, name in _CHANGING:
        text = changing.sub(name, text)
    return re.sub(r"(?m) +$", "", text)


def _number(found: re.Match[str]) -> int:
    return (127 << 24) + (77 << 16) + (int(found[1]) << 8) + int(found[2])


def _text(number: int) -> str:
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))
