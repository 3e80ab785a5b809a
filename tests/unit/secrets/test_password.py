"""Which texts can be a password, and the entries of password files, judged by another library's PBKDF2."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

from mqttmesh.secrets import BadSecretError, check_secret, hash_password, verify_password

LONGEST = 65_535  # MQTT 5.0 §1.5.6: the length of binary data has two bytes


def entry(
    password: str, *, salt: bytes = b"twelve bytes", iterations: int = 1000, length: int = 64, kind: str = "7"
) -> str:
    """An entry as Mosquitto writes it, made without our code."""
    digest = PBKDF2HMAC(hashes.SHA512(), length, salt, iterations).derive(password.encode())
    return f"${kind}${iterations}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


@pytest.mark.parametrize("password", ["a", "two words", "Grüße 😀", "a:b$7$#\"'\\", "x" * LONGEST])
def test_an_entry_is_what_another_pbkdf2_says(password: str) -> None:
    made = hash_password(password)
    _, kind, iterations, salt, _ = made.split("$")
    assert (kind, int(iterations), len(base64.b64decode(salt))) == ("7", 1000, 12)
    assert made == entry(password, salt=base64.b64decode(salt))


def test_two_entries_of_one_password_differ() -> None:
    assert hash_password("a") != hash_password("a")


@pytest.mark.parametrize("iterations", [1, 101, 1000, 20_000])
def test_an_entry_lets_its_password_in_and_no_other(iterations: int) -> None:
    made = entry("right", iterations=iterations)
    assert verify_password("right", made)
    for wrong in ("", "Right", "right ", "right\n", "wrong"):
        assert not verify_password(wrong, made)


@pytest.mark.parametrize(
    "made",
    [
        entry("right", salt=b"eleven byte"),
        entry("right", salt=b"as long as 2.1 makes them, which 2.0 does not read, and 64 bytes"),
        entry("right", length=32),
        entry("right", kind="6"),
        entry("right") + "\n",
        " " + entry("right"),
        entry("right").removesuffix("="),
        entry("right").replace("$1000$", "$0$"),
        entry("right").replace("$1000$", "$-1$"),
        entry("right", iterations=1_000_001),
        entry("right").replace("$1000$", "$99999999999999999999$"),
        entry("right")[:-10],
        entry("right").replace("$7$", "$7$$"),
        "right",
        "",
        "$7$1000$$",
        "$7$1000$====$====",
    ],
)
def test_an_entry_that_not_every_version_reads_lets_nobody_in(made: str) -> None:
    assert not verify_password("right", made)


@pytest.mark.parametrize(
    "text",
    [
        "a",
        "two  words",
        "Grüße 😀",
        "a:b$7$#\"'\\%@",
        "ä" * (LONGEST // 2) + "a",
        "a\ufeffb",
        "-n",
        "@secret:a@",
    ],
)
def test_a_password_is_taken_as_it_is(text: str) -> None:
    assert check_secret(text) == text
    assert check_secret(text + "\n") == text


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is empty"),
        ("\n", "is empty"),
        ("geheim\n\n", "more than one line"),
        ("geheim\nallow_anonymous true\n", "more than one line"),
        ("geheim\r\n", "control characters"),
        ("ge\theim", "control characters"),
        ("ge\0heim", "control characters"),
        ("ge\x1bheim", "control characters"),
        ("ge\x85heim", "control characters"),
        ("ge\u2028heim", "control characters"),
        ("ge\udc80heim", "control characters"),
        ("\ufeffgeheim", "byte-order mark"),
        (" geheim", "blanks at its ends"),
        ("geheim ", "blanks at its ends"),
        ("geheim\u00a0", "blanks at its ends"),
        (" ", "blanks at its ends"),
        ("ä" * (LONGEST // 2) + "geheim", "65,535 bytes"),
    ],
)
def test_what_is_no_password_is_told_why_and_never_shown(text: str, why: str) -> None:
    with pytest.raises(BadSecretError, match=why) as caught:
        check_secret(text)
    assert "heim" not in str(caught.value)
