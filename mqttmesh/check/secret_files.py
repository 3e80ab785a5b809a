"""The files that hold the secrets of a mesh, and where the topology names them; none of them is read."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.check.case import Case, Subject
from mqttmesh.finding import Loc

# A repository of others may name a program that git starts by itself.
_GIT = ("git", "-c", "core.fsmonitor=false", "ls-files", "-z")


@dataclass(frozen=True, slots=True)
class SecretFile:
    """A file with a password or a private key.

    Attributes:
        path: From the topology's folder, as written.
        what: What it holds, as messages say it.
        loc: The place that names it; the broker's own where nobody did, and it has its default place.
    """

    path: str
    what: str
    loc: Loc


def named_files(case: Case) -> Iterator[SecretFile]:
    """Private keys, and files with passwords that somebody named."""
    for shown in case.papers.shown:
        yield SecretFile(shown.pair.private_key, "a private key", shown.key_loc)
    yield from password_files(case, named=True)


def password_files(case: Case, *, named: bool) -> Iterator[SecretFile]:
    """With what users of brokers and bridges log in: those that somebody named, or those by default."""
    for subject in case.brokers:
        for index, user in enumerate(subject.spec.users or ()):
            if (user.password is not None) is named:
                yield from _of_user(subject, index, ("password", "file") if named else ())
        if subject.bridge and (subject.bridge.password is not None) is named:
            yield from _of_bridge(subject)


def _of_user(subject: Subject, index: int, path: tuple[str, ...]) -> Iterator[SecretFile]:
    for place in subject.places("users", index, *path):
        for broker in place.brokers:
            if index < len(broker.accounts) and (file := broker.accounts[index].password.file):
                yield SecretFile(file, "a password", place.loc)


def _of_bridge(subject: Subject) -> Iterator[SecretFile]:
    for place in subject.places("bridge", "password", "file"):
        for broker in place.brokers:
            if broker.bridge and broker.bridge.password and (file := broker.bridge.password.file):
                yield SecretFile(file, "a password", place.loc)


def tracked_files(folder: Path) -> frozenset[str]:
    """What git keeps of a folder, by its path from there; nothing where there is no git or no repository."""
    if not any((place / ".git").exists() for place in (folder, *folder.parents)):
        return frozenset()
    import subprocess  # long to import, and few topologies name such files

    try:
        listed = subprocess.run(_GIT, cwd=folder, capture_output=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset(os.fsdecode(listed.stdout).split("\0"))
