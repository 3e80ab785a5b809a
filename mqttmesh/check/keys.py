"""Private keys that a broker cannot use."""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.certs.cause import KeyFault
from mqttmesh.check.case import Case
from mqttmesh.finding import Loc


def keys_with(case: Case, fault: KeyFault, what: str) -> Iterator[tuple[Loc, str, str]]:
    """Keys with a fault, as `told` wants them; `{certificate}` in `what` is the file beside the key."""
    for shown, found in case.papers.key_faults:
        if found is fault:
            yield shown.key_loc, shown.pair.private_key, what.format(certificate=shown.pair.certificate)
