"""Every signature, the more telling before the less: the first that fits is taken."""

from mqttmesh.explain.signature import Signature
from mqttmesh.explain.signatures import (
    admission,
    broker,
    client_certificate,
    connection,
    hub_certificate,
    pem_files,
)

SIGNATURES: tuple[Signature, ...] = (
    *pem_files.SIGNATURES,
    *hub_certificate.SIGNATURES,
    *client_certificate.SIGNATURES,
    *admission.SIGNATURES,
    *connection.SIGNATURES,
    *broker.SIGNATURES,
)
