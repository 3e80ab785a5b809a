"""The order of a chain's file: the leaf, then its issuer, then that one's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from cryptography import x509

from mqttmesh.certs.diagnosis import MOST, issued
from mqttmesh.certs.facts import facts_of


def begins_with_authority(chain: Sequence[x509.Certificate]) -> bool:
    """Whether an authority stands where the leaf should, and a leaf behind it."""
    first, *others = (facts_of(each).authority for each in chain[:MOST])
    return first and not all(others)


def out_of_order(chain: Sequence[x509.Certificate]) -> bool:
    """Whether an issuer stands elsewhere than behind what it issued."""
    if begins_with_authority(chain):
        return False  # that is another fault
    chain = chain[:MOST]
    return any(
        not issued(above, below) and any(issued(each, below) for each in chain if each is not below)
        for below, above in pairwise(chain)
    )


def unrelated(chain: Sequence[x509.Certificate]) -> Iterator[x509.Certificate]:
    """Certificates that issued nothing in the file, but for the leaf."""
    chain = chain[:MOST]
    if begins_with_authority(chain):
        return
    for each in chain[1:]:
        if not any(issued(each, other) for other in chain if other is not each):
            yield each
