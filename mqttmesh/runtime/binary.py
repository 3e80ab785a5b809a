"""Mosquitto on this machine: where it is, and which."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.mesh import Release

VARIABLE = "MQTTMESH_MOSQUITTO"
"""Names the broker to run, for those who have several."""

_SYSTEM_FOLDERS = "/usr/local/sbin:/usr/sbin:/sbin"  # not on every user's PATH
_VERSION = re.compile(r"mosquitto version (\d+)\.(\d+)\.(\d+)")


@dataclass(frozen=True, slots=True)
class Mosquitto:
    """A broker program, and the release whose configuration it reads."""

    path: Path
    version: str
    release: Release


def find_mosquitto() -> Mosquitto:
    """The broker to run: `MQTTMESH_MOSQUITTO`, else the first on the PATH and in the system's folders.

    Raises:
        EnvironmentProblem: There is none, it does not start, or it is too old.
    """
    named = os.environ.get(VARIABLE)
    found = named or shutil.which("mosquitto") or shutil.which("mosquitto", path=_SYSTEM_FOLDERS)
    if found is None:
        raise EnvironmentProblem(
            "there is no mosquitto on this machine",
            hint="Install it (Debian: apt-get install mosquitto), or name it in MQTTMESH_MOSQUITTO.",
        )
    return _identified(Path(found))


def _identified(path: Path) -> Mosquitto:
    try:
        said = subprocess.run([path, "-h"], capture_output=True, timeout=10, check=False).stdout
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EnvironmentProblem(f"{path} does not run: {error}", hint=f"{VARIABLE} names another.") from None
    version = _VERSION.search(said.decode(errors="replace"))
    if version is None:
        raise EnvironmentProblem(f"{path} is not Mosquitto", hint=f"{VARIABLE} names another.")
    number = (int(version[1]), int(version[2]))
    if number < (2, 0):
        raise EnvironmentProblem(
            f"{path} is Mosquitto {version[1]}.{version[2]}", hint="Mosquitto 2.0 or later is needed."
        )
    return Mosquitto(path, ".".join(version.groups()), "2.0" if number == (2, 0) else "2.1")
