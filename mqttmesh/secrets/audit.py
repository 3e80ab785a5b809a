"""What is wrong with the secrets of a mesh, found without changing anything."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

from mqttmesh.mesh import Broker, Mesh, SecretRef
from mqttmesh.secrets.catalogue import STORE, password_file, read_entries, references
from mqttmesh.secrets.password import verify_password
from mqttmesh.secrets.problem import ProblemKind, SecretProblem
from mqttmesh.secrets.reference import look_up

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_INIT = "Run `mqttmesh secrets init`."


def check(mesh: Mesh, folder: Path, environment: Mapping[str, str] = os.environ) -> tuple[SecretProblem, ...]:
    """Every problem of a mesh's secrets and password files; none when all is well.

    Args:
        mesh: The mesh whose secrets these are.
        folder: The topology's folder.
        environment: Where environment references are looked up.
    """
    wanted = references(mesh)
    found = {ref: look_up(ref, folder, environment) for ref in wanted}
    files = [ref.file for ref in wanted if ref.file is not None]
    files += [password_file(broker) for broker in mesh.brokers if broker.accounts]
    problems = [secret for secret in found.values() if isinstance(secret, SecretProblem)]
    if (folder / STORE).is_dir():
        problems += _unignored(folder)
    for place in (*_store_folders(files), *files):
        problems += _exposed(place, folder)
    for broker in mesh.brokers:
        problems += _password_file_problems(broker, folder, found)
    return tuple(problems)


def _store_folders(files: list[str]) -> tuple[str, ...]:
    """The store, and the folders in it that hold these files; other folders hold more than secrets."""
    parents = (str(parent) for file in files for parent in Path(file).parents)
    return tuple(dict.fromkeys(place for place in parents if Path(place).parts[:1] == (STORE,)))


def _unignored(folder: Path) -> Iterator[SecretProblem]:
    if not (folder / STORE / ".gitignore").is_file():
        subject = f"{STORE}/.gitignore"
        message = f"{subject} is missing, so that git would take the secrets for part of the project"
        yield SecretProblem(ProblemKind.MISSING, subject, message, _INIT)


def _exposed(place: str, folder: Path) -> Iterator[SecretProblem]:
    try:
        status = (folder / place).stat()
    except OSError:
        return  # looking it up has said so
    mode = stat.S_IMODE(status.st_mode)
    if mode & _OTHERS:
        wanted = "0700" if stat.S_ISDIR(status.st_mode) else "0600"
        message = f"{place} is open to other users (mode {mode:04o})"
        yield SecretProblem(ProblemKind.TOO_OPEN, place, message, f"chmod {wanted} {place}")
    if os.geteuid() not in (0, status.st_uid) and status.st_uid != 0:
        message = f"{place} belongs to another user (uid {status.st_uid}), who can change it"
        yield SecretProblem(ProblemKind.TOO_OPEN, place, message, f"chown {os.geteuid()} {place}")


def _password_file_problems(
    broker: Broker, folder: Path, found: Mapping[SecretRef, str | SecretProblem]
) -> Iterator[SecretProblem]:
    subject = password_file(broker)
    path = folder / subject
    if path.is_symlink():
        message = f"{subject} is a symbolic link, which Mosquitto 2.1 refuses"
        yield SecretProblem(ProblemKind.BAD, subject, message, _INIT)
        return
    if broker.accounts and not path.exists():
        yield SecretProblem(ProblemKind.MISSING, subject, f"{subject} is missing", _INIT)
        return
    try:
        entries = read_entries(path)
    except OSError as error:
        message = f"{subject} cannot be read: {error.strerror}"
        yield SecretProblem(ProblemKind.BAD, subject, message, "It must be a file that you may read.")
        return
    for message in _differences(broker, entries, found):
        yield SecretProblem(ProblemKind.STALE, subject, f"{subject} {message}", _INIT)


def _differences(
    broker: Broker, entries: Mapping[str, str], found: Mapping[SecretRef, str | SecretProblem]
) -> Iterator[str]:
    """How a password file differs from the secrets; what cannot be looked up has been said elsewhere."""
    for account in broker.accounts:
        secret = found[account.password]
        if account.name not in entries:
            yield f"has no entry for {account.name}"
        elif isinstance(secret, str) and not verify_password(secret, entries[account.name]):
            yield f"has another password for {account.name} than the secrets do"
    for extra in entries.keys() - {account.name for account in broker.accounts}:
        yield f"lets in {extra}, who is no user of {broker.name}"
