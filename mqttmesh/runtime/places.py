"""Where a native mesh keeps its things.

As root, brokers run as another user, who may not even enter the topology's folder: what they read lies
below /run then, and what they write below /var/lib.
"""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem

STATE = ".mqttmesh"
"""The folder beside the topology."""

STATE_FILE = "state.json"
"""In a mesh's own folder there, while it is started."""

PROJECT_FILE = "project"
"""In that folder of a mesh in containers: its name for Compose, for as long as it has volumes."""

LOCK_FILE = "lock"
"""In that folder: held by the one command that works on the mesh."""

_DATA = "data"
_IGNORED = ".gitignore"

_UNPRIVILEGED = ("mosquitto", "nobody")


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one mesh.

    Attributes:
        mark: Its name among all meshes of this machine.
        state: What we remember, the development PKI and the logs; ours alone.
        run: What brokers read, and their sockets; a short path, because a socket's ends at 107 bytes.
        data: What brokers write.
        user: Who they run as, as uid and gid; None for ourselves.
    """

    mark: str
    state: Path
    run: Path
    data: Path
    user: tuple[int, int] | None

    def broker(self, name: str) -> Path:
        """The folder a broker reads."""
        return self.run / name

    def socket(self, name: str) -> Path:
        """A broker's observation socket: the longest name leaves room below 107 bytes (unix(7))."""
        return self.run / name / "sock"

    def log(self, name: str) -> Path:
        """A broker's log."""
        return self.state / "log" / f"{name}.log"

    @property
    def pki(self) -> Path:
        """The development PKI."""
        return self.state / "pki"


def places(folder: Path, mesh: str) -> Places:
    """The folders of the mesh whose topology lies in `folder`."""
    state = folder / STATE / mesh
    digest = hashlib.sha256(os.fsencode(state.absolute())).hexdigest()[:10]
    mark = f"{mesh[:20]}-{digest}"
    if os.geteuid() == 0:
        data = Path("/var/lib/mqttmesh", mark)
        return Places(mark, state, Path("/run/mqttmesh", digest), data, _unprivileged())
    return Places(mark, state, runtime_folder() / digest, state / _DATA, None)


def meshes_beside(folder: Path) -> tuple[str, ...]:
    """The meshes that were started from topologies in a folder."""
    return tuple(state.parent.name for state in sorted((folder / STATE).glob(f"*/{STATE_FILE}")))


def runtime_folder() -> Path:
    """This user's folder for what does not outlive a start of the machine; private, and nobody else's.

    Raises:
        EnvironmentProblem: Somebody else holds its name.
    """
    if os.geteuid() == 0:
        folder = Path("/run/mqttmesh")
    elif base := os.environ.get("XDG_RUNTIME_DIR"):
        folder = Path(base, "mqttmesh")
    else:
        folder = Path(f"/tmp/mqttmesh-{os.geteuid()}")
    try:
        folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
        status = folder.lstat()
    except OSError as error:
        raise EnvironmentProblem(f"{folder} cannot be made: {error.strerror}") from None
    if status.st_uid != os.geteuid() or not folder.is_dir() or folder.is_symlink():
        raise EnvironmentProblem(f"{folder} belongs to somebody else", hint="Set XDG_RUNTIME_DIR.")
    return folder


def make_state(place: Places) -> None:
    """Make the folder we remember in: private, and ignored by git.

    Raises:
        EnvironmentProblem: The file system refuses.
    """
    own = (place.state.parent, place.state, place.state / "log")
    try:
        for folder in own:
            if folder.is_symlink():
                raise EnvironmentProblem(f"{folder} is a link", hint="Remove it: what lies there is private.")
            folder.mkdir(exist_ok=True)
            folder.chmod(0o700)
        if not os.path.lexists(ignored := place.state.parent / _IGNORED):
            ignored.write_text("*\n")
    except OSError as error:
        raise EnvironmentProblem(f"{place.state} cannot be written: {error.strerror}") from None


def clear_state(place: Places) -> None:
    """Remove what we remember of a mesh, but for what its brokers saved; for whom holds its lock.

    Where they saved nothing the folder itself goes, and so does our own where no other mesh is in it.
    """
    saved = {PROJECT_FILE, _DATA}
    names = {entry.name for entry in place.state.iterdir()}
    for name in names - saved - {LOCK_FILE}:
        entry = place.state / name
        shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
    if saved.isdisjoint(names):
        _remove_whole(place.state)


def _remove_whole(state: Path) -> None:
    """Remove a mesh's folder at once: who comes meanwhile finds all of it or makes a new one."""
    gone = state.with_name(f".{state.name}.gone")
    shutil.rmtree(gone, ignore_errors=True)
    state.rename(gone)
    shutil.rmtree(gone)
    if [entry.name for entry in state.parent.iterdir()] == [_IGNORED]:
        (state.parent / _IGNORED).unlink()
        try:
            state.parent.rmdir()
        except OSError:  # another mesh has just come
            (state.parent / _IGNORED).write_text("*\n")


def _unprivileged() -> tuple[int, int]:
    for name in _UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return entry.pw_uid, entry.pw_gid
    raise EnvironmentProblem("there is no user `mosquitto` or `nobody` to run brokers as")
