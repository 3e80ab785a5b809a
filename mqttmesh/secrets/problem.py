"""What may be wrong with a secret, said without ever showing it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProblemKind(StrEnum):
    """In what way a secret cannot be used, or should not be used as it is."""

    MISSING = "missing"  # no such file, or environment variable
    BAD = "bad"  # it cannot be read, or is no password
    STALE = "stale"  # a password file says something else than the secrets do
    TOO_OPEN = "too-open"  # others may read it


@dataclass(frozen=True, slots=True)
class SecretProblem:
    """One thing wrong with the secrets of a mesh.

    Attributes:
        kind: In what way.
        subject: The file or environment variable at fault, as the topology names it.
        message: What is wrong; it names the subject and never holds a secret.
        hint: What to do about it.
    """

    kind: ProblemKind
    subject: str
    message: str
    hint: str
