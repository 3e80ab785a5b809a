"""What can be wrong with certificates and keys."""

from __future__ import annotations

from enum import Enum, auto


class Cause(Enum):
    """What is wrong with a chain, or with what shall believe it."""

    UNTRUSTED = auto()  # it leads to an authority that nobody names
    INCOMPLETE = auto()  # it ends before it reaches one
    INTERMEDIATE_AS_ANCHOR = auto()
    LEAF_AS_ANCHOR = auto()
    EXPIRED = auto()
    EXPIRED_INTERMEDIATE = auto()
    EXPIRED_ANCHOR = auto()
    NOT_YET_VALID = auto()
    PURPOSE = auto()
    NO_AUTHORITY = auto()  # it signed, and may not
    TOO_LONG = auto()
    NAME_CONSTRAINTS = auto()
    WEAK_KEY = auto()
    WEAK_SIGNATURE = auto()


class KeyFault(Enum):
    """What is wrong with a private key."""

    ENCRYPTED = auto()
    OF_ANOTHER = auto()
    BROKEN = auto()
