"""What a TLS listener shows to whoever dials it."""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Sequence

from mqttmesh.certs import facts_of_der
from mqttmesh.runtime.status import ListenerStatus

_PATIENCE = 3.0  # seconds for one handshake
_PAUSE = 0.1


def served_fingerprint(listener: ListenerStatus) -> str | None:
    """SHA-256 of the leaf that a listener shows now; None when it does not answer in TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE  # it is looked at, not believed
    try:
        with (
            socket.create_connection((listener.address, listener.port), _PATIENCE) as connection,
            context.wrap_socket(connection) as secure,
        ):
            der = secure.getpeercert(binary_form=True)
    except OSError:
        return None
    return facts_of_der(der).fingerprint if der else None


def comes_to_serve(listeners: Sequence[ListenerStatus], fingerprint: str, within: float) -> bool:
    """Whether every one of these listeners shows a leaf before so many seconds have passed."""
    deadline = time.monotonic() + within
    waiting = list(listeners)
    while waiting:
        waiting = [listener for listener in waiting if served_fingerprint(listener) != fingerprint]
        if waiting and time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True
