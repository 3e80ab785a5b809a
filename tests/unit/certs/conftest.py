"""A development PKI that the tests of this folder read and none of them changes."""

from pathlib import Path

import pytest

from mqttmesh.certs import LeafRequest, issue_development_pki

HUB = LeafRequest("hub", ("mqtt.grid.example", "localhost"), ("127.77.0.1", "::1"))
CLIENT = LeafRequest("edge.client", usage="client", common_name="edge")


@pytest.fixture(scope="session")
def pki(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its folder: a hub's leaf and a spoke's client leaf."""
    folder = tmp_path_factory.mktemp("development") / "pki"
    issue_development_pki(folder, [HUB, CLIENT])
    return folder
