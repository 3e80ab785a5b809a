"""The certificate files that a topology names, read when they are asked for, and once.

Most of them lie on the brokers' hosts and not here: that is no fault. What parses certificates takes long to
import, and is imported for a file that is there.
"""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mqttmesh.certs.reading import beginning
from mqttmesh.errors import UsageError

if TYPE_CHECKING:
    from cryptography import x509


_LARGEST_KEY = 1 << 16
_OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
_OTHERS_ENTER = stat.S_IXGRP | stat.S_IXOTH


@dataclass(frozen=True, slots=True)
class CertificateFile:
    """A file that should hold certificates, and is on this machine.

    Attributes:
        name: Its path as the topology names it.
        certificates: What it holds, in its order; nothing when it is broken.
        fault: Why it cannot be used; empty when it can.
        with_key: Whether it holds a private key too.
    """

    name: str
    certificates: tuple[x509.Certificate, ...]
    fault: str = ""
    with_key: bool = False


@dataclass(frozen=True)
class Shelf:
    """The files below a topology's folder, by the paths that the topology says.

    Attributes:
        folder: What relative paths start from.
    """

    folder: Path
    _read: dict[str, CertificateFile | None] = field(default_factory=dict)
    _there: dict[str, bool] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether a file is on this machine, where this user may see it."""
        known = self._there.get(name)
        if known is None:
            known = self._there[name] = self._exists(name)
        return known

    def dangles(self, name: str) -> bool:
        """Whether it is a link that leads nowhere."""
        folder = _folder_of(name)
        if self.has(name) or (folder and not self.has(folder)):
            return False
        try:
            return (self.folder / name).is_symlink()
        except OSError:
            return False  # it may not be looked at, or its name is too long

    def certificates(self, name: str) -> CertificateFile | None:
        """What a file holds; None when it is not on this machine."""
        if name not in self._read:
            self._read[name] = self._opened(name) if self.has(name) else None
        return self._read[name]

    def content(self, name: str) -> bytes | None:
        """The beginning of a private key's file; None when it cannot be read here."""
        try:
            return beginning(self.folder / name, _LARGEST_KEY) if self.has(name) else None
        except OSError:
            return None

    def open_mode(self, name: str) -> int | None:
        """The permission bits of a file that others may read; None where they, or the folder's, forbid it."""
        if not self.has(name):
            return None
        path = (self.folder / name).resolve()
        mode, folder = (stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent))
        return mode if mode & _OTHERS_READ and folder & _OTHERS_ENTER else None

    def _exists(self, name: str) -> bool:
        folder = _folder_of(name)  # where there is none, there is none of a thousand files
        path = name if name.startswith("/") else f"{self.folder}/{name}"  # 10 times as fast as by pathlib
        return (not folder or self.has(folder)) and os.access(path, os.F_OK)

    def _opened(self, name: str) -> CertificateFile | None:
        from mqttmesh.certs.pem import read_chain

        path = self.folder / name
        if not os.access(path, os.R_OK):
            return None  # another user's, as below /etc/letsencrypt/archive
        if not path.is_file():
            return CertificateFile(name, (), "it is no file")
        try:
            certificates, with_key = read_chain(path)
        except UsageError as error:
            return CertificateFile(name, (), error.message.replace(str(path), "it"))
        return CertificateFile(name, certificates, with_key=with_key)


def _folder_of(name: str) -> str:
    return name.rpartition("/")[0]
