"""A mesh that runs: a healthy one has nothing to explain, and one that does not come up is explained."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.conftest import Engine
from tests.support.brokers import MosquittoBinary
from tests.support.native import native_mesh

ALONE = """\
version: 1
name: alone
hub: {kind: generic, host: 127.0.0.1, dial: ["127.0.0.1:1"]} # mqttmesh: ignore[hub-on-loopback]
bridge: {tls: false, restart: {base: 1s, cap: 1s}}
topics: [{filter: "sensors/#", remote_prefix: "sites/{spoke}/"}]
spokes: [{name: edge}]
"""


def test_a_healthy_mesh_has_nothing_to_explain(engine: Engine, tmp_path: Path) -> None:
    with engine(tmp_path / "grid") as mesh:
        mesh.mqttmesh("up")
        assert mesh.status()["edge-1"]["bridge"] == "up"
        said = mesh.mqttmesh("explain --topology")
        assert said.startswith("nothing to explain in ")


def test_a_mesh_that_does_not_come_up_is_explained_by_up_and_after_it(
    mosquitto: MosquittoBinary, tmp_path: Path
) -> None:
    with native_mesh(tmp_path / "alone", mosquitto, ALONE) as mesh:
        said = mesh.mqttmesh("up", "--timeout", "3", expect=3)
        assert "edge: Error creating bridge: Broken pipe." in said
        assert "edge: a bridge does not reach the hub: nothing answers at the address that" in said
        assert "a bridge does not reach the hub" in mesh.mqttmesh("explain --topology", expect=1)
