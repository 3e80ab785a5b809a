"""From a reference to the secret: what the environment or a file holds."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem, UsageError
from mqttmesh.mesh import SecretRef
from mqttmesh.secrets.password import LONGEST, BadSecretError, check_secret
from mqttmesh.secrets.private_files import read_limited
from mqttmesh.secrets.problem import ProblemKind, SecretProblem

_INIT = "Run `mqttmesh secrets init` to make what is missing."


def read_secret(ref: SecretRef, folder: Path, environment: Mapping[str, str] = os.environ) -> str:
    """The secret behind a reference.

    Args:
        ref: The reference.
        folder: The topology's folder, from which file references start.
        environment: Where environment references are looked up.

    Raises:
        EnvironmentProblem: There is none.
        UsageError: There is something that is no password.
    """
    found = look_up(ref, folder, environment)
    if isinstance(found, str):
        return found
    error = EnvironmentProblem if found.kind is ProblemKind.MISSING else UsageError
    raise error(found.message, hint=found.hint)


def look_up(ref: SecretRef, folder: Path, environment: Mapping[str, str]) -> str | SecretProblem:
    """The secret behind a reference, or why there is none; `read_secret` raises what this returns."""
    if ref.file is None:
        return _from_environment(ref.env or "", environment)
    try:
        content, _ = read_limited(folder / ref.file, LONGEST + 2)
    except FileNotFoundError:
        return SecretProblem(ProblemKind.MISSING, ref.file, f"{ref.file} is missing", _INIT)
    except OSError as error:
        message = f"{ref.file} cannot be read: {error.strerror}"
        return SecretProblem(ProblemKind.BAD, ref.file, message, "It must be a file that you may read.")
    try:
        return check_secret(content.decode())
    except UnicodeDecodeError:
        fault = "is not UTF-8"
    except BadSecretError as error:
        fault = str(error)
    hint = "Write the password alone into it, on one line; or remove it, and run `mqttmesh secrets init`."
    return SecretProblem(ProblemKind.BAD, ref.file, f"{ref.file} {fault}", hint)


def _from_environment(name: str, environment: Mapping[str, str]) -> str | SecretProblem:
    subject = f"the environment variable {name}"
    if name not in environment:
        hint = f"Set {name} to the password, and export it."
        return SecretProblem(ProblemKind.MISSING, name, f"{subject} is not set", hint)
    try:
        return check_secret(environment[name])
    except BadSecretError as error:
        return SecretProblem(
            ProblemKind.BAD, name, f"{subject} {error}", f"Set {name} to the password alone."
        )
