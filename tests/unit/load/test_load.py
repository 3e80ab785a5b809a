from __future__ import annotations

import gc
import sys
from pathlib import Path

import pytest
import yaml

from mqttmesh.errors import EnvironmentProblem, TopologyError, UsageError
from mqttmesh.load import load
from mqttmesh.load.data import MISTAKES
from mqttmesh.spec import TopologySpec

SOUND = """\
version: 1
name: grid
defaults: &defaults {image: eclipse-mosquitto:2.1.2}
hub:
  host: mqtt.example
  <<: *defaults
  listeners: [{port: 8883, tls: true}]
topics:
  - {filter: "sensors/#", direction: out, remote_prefix: "sites/{spoke}/"}
spokes:
  - {name: north, listeners: [{port: 1883, allow_anonymous: true}]}
  - {name: "edge-{001..198}"}
  - {name: edge-007, override: true, labels: {region: west}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "grid.yaml"
    path.write_text(SOUND)
    return path


def test_a_sound_topology_is_what_pyyaml_and_the_model_make_of_it(path: Path) -> None:
    assert load(path).spec == TopologySpec.model_validate(yaml.load(SOUND, yaml.CSafeLoader))


def test_its_folder_is_absolute_and_its_name_as_given(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(path.parent)
    loaded = load(Path("grid.yaml"))
    assert loaded.folder == path.parent
    assert loaded.name == "grid.yaml"
    assert loaded.source.name == "grid.yaml"


def test_line_ends_and_a_mark_make_no_difference(path: Path) -> None:
    spec = load(path).spec
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.replace("\n", "\r\n").encode())
    assert load(path).spec == spec


def test_places_are_known_of_a_sound_topology(path: Path) -> None:
    source = load(path).source
    assert source.values[("spokes", 0, "listeners", 0, "port")].line == 11
    assert source.line(11).startswith("  - {name: north,")


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was(path: Path, enabled: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        load(path)
        assert gc.isenabled() == enabled
        path.write_text("version: 2\n")
        with pytest.raises(TopologyError):
            load(path)
        assert gc.isenabled() == enabled
    finally:
        (gc.enable if was else gc.disable)()


def test_a_topology_that_is_no_mapping_is_one_finding(path: Path) -> None:
    path.write_text("- a\n- b\n")
    with pytest.raises(TopologyError) as caught:
        load(path)
    assert [found.rule for found in caught.value.findings] == ["wrong-type"]


def test_an_empty_topology_is_told(path: Path) -> None:
    for text in ("", "# later\n", "---\n", "null\n"):
        path.write_text(text)
        with pytest.raises(UsageError, match="holds no topology"):
            load(path)


def test_without_the_c_parser_it_is_said_what_to_do(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    with pytest.raises(EnvironmentProblem, match="without libyaml") as caught:
        load(path)
    assert "pip install" in caught.value.hint


def test_a_mistake_never_raises_the_recursion_limit(path: Path) -> None:
    limit = sys.getrecursionlimit()
    path.write_text("a: " + "[" * 50_000)
    with pytest.raises(TopologyError, match="1 error"):
        load(path)
    assert sys.getrecursionlimit() == limit


@pytest.mark.parametrize("more", ["  - {prot: 1}\n", "    name: Bad\n", "  - {name: hub}\n"])
def test_the_number_of_mistakes_is_bounded(path: Path, more: str) -> None:
    path.write_text(SOUND + "  - name: south\n" + more * 12_000)
    with pytest.raises(TopologyError) as caught:
        load(path)
    assert len(caught.value.findings) == MISTAKES + 1
    assert caught.value.findings[-1].rule == "too-many-mistakes"


def test_many_mistakes_are_all_found(path: Path) -> None:
    path.write_text(SOUND + "".join(f"  - {{name: Bad{number}, prot: 1}}\n" for number in range(2_000)))
    with pytest.raises(TopologyError) as caught:
        load(path)
    assert len(caught.value.findings) == 4_000
