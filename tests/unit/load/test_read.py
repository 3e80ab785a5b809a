from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mqttmesh.errors import UsageError
from mqttmesh.load.read import SIZE, read_text

NOBODY = 65534


@contextmanager
def nobodys_rights() -> Iterator[None]:
    """As a user who may not read what root alone may; does nothing for who is not root."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_text_is_read_without_its_mark(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_bytes("\ufeffname: zähler\r\n".encode())
    assert read_text(path) == "name: zähler\r\n"


def test_a_missing_file_is_told_with_one_alike(tmp_path: Path) -> None:
    (tmp_path / "quickstart.yaml").touch()
    with pytest.raises(UsageError, match="does not exist") as caught:
        read_text(tmp_path / "quikstart.yaml")
    assert caught.value.hint == f"did you mean {tmp_path / 'quickstart.yaml'}?"


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist") as caught:
        read_text(tmp_path / "none" / "t.yaml")
    assert caught.value.hint == ""


def test_a_folder_is_told_with_a_file_in_it(tmp_path: Path) -> None:
    (tmp_path / "grid.yaml").touch()
    with pytest.raises(UsageError, match="is a folder") as caught:
        read_text(tmp_path)
    assert str(tmp_path / "grid.yaml") in caught.value.hint


def test_a_file_as_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "t.yaml").touch()
    with pytest.raises(UsageError, match="cannot be read: Not a directory"):
        read_text(tmp_path / "t.yaml" / "u.yaml")


def test_a_file_without_read_permission_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_text("version: 1\n")
    assert read_text(path) == "version: 1\n"
    path.chmod(0)
    with nobodys_rights(), pytest.raises(UsageError, match="cannot be read: Permission denied"):
        read_text(path)


def test_an_input_error_is_told() -> None:
    with pytest.raises(UsageError, match="cannot be read: Input/output error"):
        read_text(Path("/proc/self/mem"))


def test_a_huge_file_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_bytes(b"# much\n")
    os.truncate(path, 1 << 40)
    with pytest.raises(UsageError, match="larger than 32 MiB"):
        read_text(path)


def test_an_endless_device_is_not_read_whole() -> None:
    with pytest.raises(UsageError, match="larger than 32 MiB"):
        read_text(Path("/dev/zero"))


def test_the_largest_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "t.yaml"
    path.write_bytes(b"#" * SIZE)
    assert len(read_text(path)) == SIZE


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a: 1\nb: \xe4\n", r":2 is not UTF-8: byte 0xe4 at offset 8"),
        (b"a: \xf0\x9f\x94", r":1 is not UTF-8: byte 0xf0 at offset 3"),
        (b"a: \xed\xa0\x80", r":1 is not UTF-8: byte 0xed at offset 3"),
        (b"\x00", "binary file: a NUL stands at byte 0"),
        ("a: 1\n".encode("utf-16-be"), "binary file"),
        ("a: 1\n".encode("utf-16"), "is UTF-16"),
    ],
)
def test_what_is_no_text_is_told(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "t.yaml"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=message):
        read_text(path)
