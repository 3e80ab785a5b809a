"""Passwords: which texts can be one, and the hashes of Mosquitto's password files.

Hashes are `$7$ITERATIONS$SALT$HASH`: PBKDF2 with SHA-512, salt and hash in base64. Mosquitto 2.0 reads only
salts of 12 bytes; 2.1 writes longer ones, and reads both.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import re
import unicodedata

LONGEST = 65_535
"""Most bytes of a password: a binary field of MQTT (MQTT 5.0 §1.5.6) begins with a length of two bytes."""

_ITERATIONS = 1000
_SALT_BYTES = 12
_HASH_BYTES = 64
# An entry that asks for more would be a way to stall whoever checks it.
_MOST_ITERATIONS = 1_000_000
_ENTRY = re.compile(r"\$7\$([0-9]{1,7})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)")
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
_BYTE_ORDER_MARK = "\ufeff"


class BadSecretError(ValueError):
    """A text that cannot be a password; the message goes on after its name, as in `is empty`."""


def check_secret(text: str) -> str:
    """The password that a file or an environment variable holds.

    Args:
        text: The content; one line end after the password is an editor's, not the password's.

    Raises:
        BadSecretError: It is no password: Mosquitto's configuration and MQTT could not both carry it.
    """
    secret = text.removesuffix("\n")
    if not secret:
        raise BadSecretError("is empty")
    if "\n" in secret:
        raise BadSecretError("has more than one line")
    if any(unicodedata.category(character) in _UNSEEN for character in secret):
        raise BadSecretError("has control characters, such as a carriage return or a tab")
    if secret.startswith(_BYTE_ORDER_MARK):
        raise BadSecretError("begins with a byte-order mark")
    if secret != secret.strip():
        raise BadSecretError("has blanks at its ends")
    if len(secret.encode()) > LONGEST:
        raise BadSecretError(f"has more than {LONGEST:,} bytes, the most that MQTT carries")
    return secret


def hash_password(password: str) -> str:
    """A new entry for a password file, without the user's name; each call takes another salt."""
    salt = os.urandom(_SALT_BYTES)
    digest = _derive(password, salt, _ITERATIONS)
    return f"$7${_ITERATIONS}${base64.b64encode(salt).decode()}${base64.b64encode(digest).decode()}"


def verify_password(password: str, entry: str) -> bool:
    """Whether an entry lets this password in, on Mosquitto 2.0 and 2.1 alike."""
    match = _ENTRY.fullmatch(entry)
    if match is None or not 0 < int(match[1]) <= _MOST_ITERATIONS:
        return False
    try:
        salt, digest = (base64.b64decode(part, validate=True) for part in match.groups()[1:])
    except binascii.Error:
        return False
    if len(salt) != _SALT_BYTES or len(digest) != _HASH_BYTES:
        return False
    return hmac.compare_digest(_derive(password, salt, int(match[1])), digest)


def _derive(password: str, salt: bytes, iterations: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha512", password.encode(), salt, iterations, _HASH_BYTES)
