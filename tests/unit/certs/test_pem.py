"""PEM files as people have them are read; what others must not see or could not use is refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mqttmesh.certs import read_certificates, split_certificates, trust_pem
from mqttmesh.errors import UsageError
from tests.support.authority import Authority

A = Authority("A").certificate
B = Authority("B").certificate
KEY = Authority("C").issue("c.example").private_key
LARGEST = 8 * 1024 * 1024


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "trust.pem"


@pytest.mark.parametrize(
    "text",
    [
        A + B,
        (A + B).replace(b"\n", b"\r\n"),
        (A + B).replace(b"\n", b"\r"),
        b"\xef\xbb\xbf" + A + B,
        (A + B).rstrip(b"\n"),
        A + b"\n\n" + B + b"\n\n",
        b"# ISRG Root\nsubject=CN = A\n" + A + b"\nissuer: \xff\x00 not UTF-8\n" + B + b"and after\n",
        b"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n" + A + B,
    ],
    ids=["plain", "CRLF", "CR", "BOM", "no end", "blank lines", "text", "request"],
)
def test_the_same_certificates_whatever_the_file(text: bytes, file: Path) -> None:
    file.write_bytes(text)
    assert split_certificates(text) == (A, B)
    assert trust_pem(file) == A + B
    assert [c.subject.rfc4514_string() for c in read_certificates(file)] == ["CN=A", "CN=B"]


def test_a_certificate_twice_stays_twice(file: Path) -> None:
    file.write_bytes(A + A)
    assert trust_pem(file) == A + A


@pytest.mark.parametrize(
    "text", [b"", b"\n", b"no PEM\n", b"-----BEGIN CERTIFICATE-----\nMII", b"\x30\x82\x01\x0a"]
)
def test_a_file_without_a_certificate_is_refused(text: bytes, file: Path) -> None:
    file.write_bytes(text)
    with pytest.raises(UsageError, match=r"trust\.pem holds no certificate") as caught:
        trust_pem(file)
    assert "PEM" in caught.value.hint


@pytest.mark.parametrize(
    "kind", [b"PRIVATE KEY", b"EC PRIVATE KEY", b"RSA PRIVATE KEY", b"ENCRYPTED PRIVATE KEY"]
)
@pytest.mark.parametrize("before", [True, False])
def test_a_private_key_is_refused_and_not_shown(kind: bytes, before: bool, file: Path) -> None:
    key = KEY.replace(b"PRIVATE", kind + b"PRIVATE")
    file.write_bytes(key + A if before else A + key)
    with pytest.raises(UsageError, match="holds a private key") as caught:
        trust_pem(file)
    assert KEY.splitlines()[1].decode() not in f"{caught.value} {caught.value.hint}"


def test_a_private_key_is_found_in_a_file_that_is_too_large(file: Path) -> None:
    file.write_bytes(KEY + b"\n" * LARGEST)
    with pytest.raises(UsageError, match="holds a private key"):
        trust_pem(file)


@pytest.mark.parametrize("spoil", [b"M", b"IIB"])
def test_a_damaged_certificate_is_named_by_its_number(spoil: bytes, file: Path) -> None:
    file.write_bytes(A + B.replace(spoil, b"????", 1))
    with pytest.raises(UsageError, match=r"certificate 2 of .*trust\.pem is damaged"):
        trust_pem(file)


def test_a_certificate_cut_short_is_not_taken_with_the_next(file: Path) -> None:
    lines = A.splitlines(keepends=True)
    file.write_bytes(b"".join(lines[:-2]) + B)
    with pytest.raises(UsageError, match="is damaged"):
        trust_pem(file)


def test_a_file_of_the_largest_size_is_read_and_one_byte_more_is_not(file: Path) -> None:
    file.write_bytes(A.ljust(LARGEST, b"\n"))
    assert trust_pem(file) == A
    file.write_bytes(A.ljust(LARGEST + 1, b"\n"))
    with pytest.raises(UsageError, match="larger than 8 MiB"):
        trust_pem(file)


def test_a_device_is_no_file_and_a_pipe_is_not_waited_for(file: Path) -> None:
    os.mkfifo(file)
    for path in (Path("/dev/zero"), file):
        with pytest.raises(UsageError, match=f"{path} cannot be read: it is no regular file"):
            trust_pem(path)


@pytest.mark.parametrize("place", ["missing.pem", "."])
def test_what_cannot_be_read_is_named(place: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read") as caught:
        trust_pem(tmp_path / place)
    assert str(tmp_path / place) in str(caught.value)


def test_a_link_is_followed_as_certbot_makes_them(file: Path) -> None:
    file.with_name("target.pem").write_bytes(A)
    file.symlink_to("target.pem")
    assert trust_pem(file) == A
