"""Make what is missing: secrets, and the password files that follow from them."""

from __future__ import annotations

import difflib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.errors import UsageError
from mqttmesh.mesh import Broker, Mesh, SecretRef
from mqttmesh.secrets.catalogue import (
    STORE,
    lets_in_with,
    logs_in_with,
    password_file,
    read_entries,
    references,
    secret_names,
)
from mqttmesh.secrets.password import hash_password, verify_password
from mqttmesh.secrets.private_files import locked_folder, replace, write_new
from mqttmesh.secrets.problem import SecretProblem
from mqttmesh.secrets.reference import look_up

_RANDOM_BYTES = 24


@dataclass(frozen=True, slots=True)
class Initialised:
    """What `init` did; paths are from the topology's folder.

    Attributes:
        created: Secrets that were missing and are random now.
        updated: Password files written or removed.
        problems: Secrets that are still missing or bad; their users cannot log in, or not with a new one.
    """

    created: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    problems: tuple[SecretProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class Rotation:
    """What changing a secret asks for.

    Attributes:
        file: The secret's file, from the topology's folder.
        reload: Brokers whose password file changed: they read it again at SIGHUP.
        restart: Brokers whose bridge logs in with it: no reload reaches a bridge's password.
    """

    file: str
    reload: tuple[str, ...]
    restart: tuple[str, ...]


def init(mesh: Mesh, folder: Path, environment: Mapping[str, str] = os.environ) -> Initialised:
    """Make every secret file that is missing, and bring the password files up to date.

    Nothing that is there is overwritten, and an entry that still verifies keeps its salt: a second call
    changes no byte.

    Args:
        mesh: The mesh whose secrets these are.
        folder: The topology's folder.
        environment: Where environment references are looked up.

    Raises:
        EnvironmentProblem: The file system refuses.
        UsageError: A user's name cannot stand in a password file.
    """
    wanted = references(mesh)
    if not wanted and not (folder / STORE).is_dir():
        return Initialised()
    with locked_folder(folder / STORE):
        write_new(folder / STORE / ".gitignore", b"*\n")
        files = [ref.file for ref in wanted if ref.file is not None]
        created = tuple(file for file in files if write_new(folder / file, _random_secret()))
        found = {ref: look_up(ref, folder, environment) for ref in wanted}
        updated = tuple(password_file(broker) for broker in mesh.brokers if _refresh(broker, folder, found))
    problems = tuple(secret for secret in found.values() if isinstance(secret, SecretProblem))
    return Initialised(created, updated, problems)


def rotate(mesh: Mesh, folder: Path, name: str, environment: Mapping[str, str] = os.environ) -> Rotation:
    """Replace a secret by a new random one, and the password files that follow from it.

    Args:
        mesh: The mesh whose secret it is.
        folder: The topology's folder.
        name: `SPOKE` for what its bridge logs in with, `BROKER/USER` for a user of a broker.
        environment: Where environment references are looked up.

    Raises:
        UsageError: There is no such secret, or it is not in a file of its own.
        EnvironmentProblem: The file system refuses.
    """
    ref = _named(mesh, name)
    if ref.file is None:
        hint = f"Change {ref.env} where it is set, then run `mqttmesh secrets init`."
        raise UsageError(f"the secret {name} is in the environment variable {ref.env}", hint=hint)
    if (folder / ref.file).is_symlink():
        hint = "Change the file that it points to, then run `mqttmesh secrets init`."
        raise UsageError(f"{ref.file} is a symbolic link", hint=hint)
    reload = tuple(broker for broker in mesh.brokers if lets_in_with(broker, ref))
    with locked_folder(folder / STORE):
        replace(folder / ref.file, _random_secret(), durable=True)
        found = {
            account.password: look_up(account.password, folder, environment)
            for broker in reload
            for account in broker.accounts
        }
        for broker in reload:
            _refresh(broker, folder, found)
    return Rotation(
        file=ref.file,
        reload=tuple(broker.name for broker in reload),
        restart=tuple(broker.name for broker in mesh.brokers if logs_in_with(broker, ref)),
    )


def password_file_text(entries: Mapping[str, str]) -> str:
    """A Mosquitto password file.

    Args:
        entries: The hash of each user's password, in the order of the lines.

    Raises:
        UsageError: A name would be read as something else: Mosquitto ends it at the first colon, trims it,
            and takes a line that begins with `#` for a comment.
    """
    for user in entries:
        if not user or not user.isprintable() or ":" in user or user != user.strip() or user[0] == "#":
            raise UsageError(
                f"the user name `{user}` cannot stand in a password file",
                hint="Write one without colons and blanks at its ends, that does not begin with #.",
            )
    return "".join(f"{user}:{entry}\n" for user, entry in entries.items())


def _random_secret() -> bytes:
    return secrets.token_urlsafe(_RANDOM_BYTES).encode() + b"\n"


def _named(mesh: Mesh, name: str) -> SecretRef:
    names = secret_names(mesh)
    if name in names:
        return names[name]
    close = difflib.get_close_matches(name, names, n=3)
    hint = f"Did you mean {', '.join(close)}?" if close else "Write a spoke's name, or BROKER/USER."
    raise UsageError(f"{mesh.topology} has no secret {name}", hint=hint)


def _refresh(broker: Broker, folder: Path, found: Mapping[SecretRef, str | SecretProblem]) -> bool:
    """Bring a broker's password file up to date; says whether it was not."""
    path = folder / password_file(broker)
    if not broker.accounts:
        stale = os.path.lexists(path)
        path.unlink(missing_ok=True)
        return stale
    earlier = read_entries(path)
    entries = {
        account.name: entry
        for account in broker.accounts
        if (entry := _entry(found[account.password], earlier.get(account.name)))
    }
    content = password_file_text(entries).encode()
    if path.is_file() and not path.is_symlink() and path.read_bytes() == content:
        return False
    replace(path, content)
    return True


def _entry(secret: str | SecretProblem, earlier: str | None) -> str | None:
    if isinstance(secret, SecretProblem):
        return earlier  # nobody can say that it is wrong, and the user may be logged in with it
    if earlier is not None and verify_password(secret, earlier):
        return earlier
    return hash_password(secret)
