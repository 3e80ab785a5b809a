"""Certificate files as a topology names them: here or not, whole or broken, and never worth a hang."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mqttmesh.certs import Shelf
from tests.support.certificates import authority, leaf, pem, write_pair


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path)


def test_a_file_is_read_once(shelf: Shelf) -> None:
    path = shelf.folder / "root.pem"
    path.write_bytes(authority("Root").pem)
    first = shelf.certificates("root.pem")
    path.unlink()
    assert first is not None and len(first.certificates) == 1 and not first.with_key
    assert shelf.certificates("root.pem") is first


def test_what_is_not_here_is_no_fault(shelf: Shelf) -> None:
    for name in ("absent.pem", "no/such/folder/absent.pem", "/no/such/folder/absent.pem", "x" * 5000):
        assert not shelf.has(name) and not shelf.dangles(name)
        assert shelf.certificates(name) is None and shelf.content(name) is None


def test_an_absolute_path_is_as_it_stands(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "root.pem"
    elsewhere.write_bytes(authority("Root").pem)
    assert shelf.has(str(elsewhere))


def test_a_link_that_leads_nowhere_is_told_from_nothing(shelf: Shelf) -> None:
    (shelf.folder / "gone.pem").symlink_to("../archive/gone1.pem")
    assert shelf.dangles("gone.pem") and not shelf.dangles("absent.pem")


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b""), "it holds no certificate"),
        (lambda path: path.write_bytes(pem(authority("Root"))[:300]), "it holds no certificate"),
        (lambda path: path.write_bytes(b"0" * (8 * 1024 * 1024 + 1)), "it is larger than 8 MiB"),
        (lambda path: path.mkdir(), "it is no file"),
        (os.mkfifo, "it is no file"),
        (lambda path: path.symlink_to("/dev/zero"), "it is no file"),
    ],
    ids=["empty", "cut short", "huge", "a folder", "a pipe", "a device"],
)
def test_what_is_no_certificate_is_named(make: object, said: str, shelf: Shelf) -> None:
    assert callable(make)
    make(shelf.folder / "x.pem")
    file = shelf.certificates("x.pem")
    assert file is not None and file.certificates == ()
    assert file.fault == said


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir, lambda path: path.symlink_to("/dev/zero")])
def test_what_is_no_file_holds_no_key(make: Callable[[Path], None], shelf: Shelf) -> None:
    make(shelf.folder / "key.pem")
    assert shelf.content("key.pem") is None


def test_a_file_that_gives_nothing_yet_is_not_waited_for(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As /proc/kmsg is one, which only root may open."""
    silent, writer = os.pipe2(os.O_NONBLOCK)
    own = leaf(None, names=["a.example"])
    for name in ("chain.pem", "key.pem"):
        (shelf.folder / name).write_bytes(own.pem)
    with monkeypatch.context() as patch:
        patch.setattr("mqttmesh.certs.reading.os.open", lambda path, flags: os.dup(silent))
        patch.setattr("mqttmesh.certs.reading.stat.S_ISREG", lambda mode: True)
        file, key = shelf.certificates("chain.pem"), shelf.content("key.pem")
    os.close(silent)
    os.close(writer)
    assert file is not None and file.fault == "it cannot be read: it has nothing to give"
    assert key is None


def test_a_key_among_certificates_is_noticed(shelf: Shelf) -> None:
    own = leaf(None, names=["a.example"])
    (shelf.folder / "both.pem").write_bytes(own.key_pem() + own.pem)
    file = shelf.certificates("both.pem")
    assert file is not None and file.with_key and len(file.certificates) == 1


@pytest.mark.parametrize(
    ("mode", "folder", "is_open"), [(0o644, 0o755, True), (0o600, 0o755, False), (0o644, 0o700, False)]
)
def test_a_key_is_open_when_file_and_folder_are(mode: int, folder: int, is_open: bool, shelf: Shelf) -> None:
    own = leaf(None, names=["a.example"])
    write_pair(shelf.folder / "pair", own.pem, own.key_pem())
    (shelf.folder / "pair/privkey.pem").chmod(mode)
    (shelf.folder / "pair").chmod(folder)
    assert shelf.open_mode("pair/privkey.pem") == (mode if is_open else None)


def test_nothing_heavy_is_imported_for_files_that_are_not_here(tmp_path: Path) -> None:
    program = f"""
import sys
from pathlib import Path
from mqttmesh.certs.shelf import Shelf
assert Shelf(Path({str(tmp_path)!r})).certificates("absent.pem") is None
print("cryptography" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
