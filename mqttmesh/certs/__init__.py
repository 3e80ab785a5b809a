"""Certificates: read what is there, judge it as a broker does, and issue a development PKI where nothing is.

What parses them takes long to import, so each name is imported when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mqttmesh.certs.authority import issue_development_pki
    from mqttmesh.certs.facts import CertificateFacts, facts_of, facts_of_der
    from mqttmesh.certs.leaf import LeafRequest
    from mqttmesh.certs.pem import read_certificates, split_certificates, trust_pem
    from mqttmesh.certs.proof import faults_of
    from mqttmesh.certs.shelf import CertificateFile, Shelf

_MODULES = {
    "CertificateFacts": "facts",
    "CertificateFile": "shelf",
    "LeafRequest": "leaf",
    "Shelf": "shelf",
    "facts_of": "facts",
    "facts_of_der": "facts",
    "faults_of": "proof",
    "issue_development_pki": "authority",
    "read_certificates": "pem",
    "split_certificates": "pem",
    "trust_pem": "pem",
}

__all__ = [
    "CertificateFacts",
    "CertificateFile",
    "LeafRequest",
    "Shelf",
    "facts_of",
    "facts_of_der",
    "faults_of",
    "issue_development_pki",
    "read_certificates",
    "split_certificates",
    "trust_pem",
]


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
