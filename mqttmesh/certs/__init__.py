"""Certificates: read what is there, and issue a development PKI where nothing is."""

from mqttmesh.certs.authority import issue_development_pki
from mqttmesh.certs.facts import CertificateFacts, facts_of, facts_of_der
from mqttmesh.certs.leaf import LeafRequest
from mqttmesh.certs.pem import read_certificates, split_certificates, trust_pem
from mqttmesh.certs.proof import faults_of

__all__ = [
    "CertificateFacts",
    "LeafRequest",
    "facts_of",
    "facts_of_der",
    "faults_of",
    "issue_development_pki",
    "read_certificates",
    "split_certificates",
    "trust_pem",
]
