"""Certificates: read what is there, and issue a development PKI where nothing is."""

from mqttmesh.certs.authority import issue_development_pki
from mqttmesh.certs.leaf import LeafRequest
from mqttmesh.certs.pem import read_certificates, split_certificates, trust_pem

__all__ = ["LeafRequest", "issue_development_pki", "read_certificates", "split_certificates", "trust_pem"]
