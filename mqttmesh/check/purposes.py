"""Certificates that do not prove what they are shown for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from mqttmesh.certs.cause import Cause
from mqttmesh.check.case import Case
from mqttmesh.check.papers import Shown

if TYPE_CHECKING:
    from cryptography import x509

    from mqttmesh.certs.verifier import Purpose


def not_serving(case: Case, purpose: Purpose) -> Iterator[tuple[Shown, x509.Certificate]]:
    """Leaves that prove no server, or no client, by their own extended key usage or as OpenSSL finds."""
    for shown, file in case.papers.here:
        if shown.purpose == purpose:
            from mqttmesh.certs.diagnosis import serves

            if not serves(file.certificates[0], purpose):
                yield shown, file.certificates[0]
    for refused in case.papers.refused(Cause.PURPOSE):
        if refused.shown.purpose == purpose and refused.diagnosis.at is refused.leaf:
            yield refused.shown, refused.leaf
