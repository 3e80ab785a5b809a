"""Whatever stands in a file, loading it ends in a topology or in findings that lie in the text."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from mqttmesh.errors import TopologyError, UsageError
from mqttmesh.load import load
from mqttmesh.load.compose import compose
from mqttmesh.load.overrides import origin_of
from mqttmesh.report.findings import WIDTH, findings_json, findings_text

SOUND = """\
version: 1
name: grid
defaults: &defaults
  image: eclipse-mosquitto:2.1.2
  persistence: {autosave_interval: 60s}
trust: [system, pki/root.pem]
hub:
  <<: *defaults
  host: mqtt.example
  listeners:
    - {port: 8883, tls: true}
    - {port: 1883, bind: 127.0.0.1}
  tls: {letsencrypt: /etc/letsencrypt/live/mqtt.example}
  auth: {spokes: {certificate: {client_ca: pki/spokes.pem}}}
  users: [{name: historian, read: ["sites/#"]}]
bridge: {keepalive: 30s, restart: {base: 5s, cap: 60s}}
topics:
  - {filter: "sensors/#", direction: out, qos: 1, remote_prefix: "sites/{spoke}/"}
spokes:
  - name: north
    listeners: &plain
      - {port: 1883, allow_anonymous: true}
  - name: edge-{001..198}
    listeners: *plain
    labels: {region: west, site: "4"}
"""

FRAGMENTS = [
    ":", ": ", "- ", "?", "&a ", "*a", "*plain", "<<: *defaults", "!x ", "!!str ", "{", "}", "[", "]", ",",
    "[[[[", "'", '"', "\\", "\\x41", "#", " #", "|", ">-", "%", "@", "`", "\n", "\n\n", "\r", "\r\n", "\t",
    "  ", "---\n", "...\n", "null", "on", "0x1", "12:30", "1e3", "spokes:", "name: north",
    "override: true", "{1..3}", "{{spoke}}", "é", "電", "\u2028", "\x85", "\u202e", "\ufeff", "\x07", "\x7f",
]  # fmt: skip

PATHS = [
    "version",
    "name",
    "hub",
    "hub.host",
    "hub.listeners.0.port",
    "spokes",
    "spokes.0",
    "spokes.0.name",
    "new.a",
]


@pytest.fixture(scope="module")
def path() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "grid.yaml"


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A sound topology with parts cut out, doubled, moved and put in."""
    text = SOUND
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        stop = min(len(text), start + draw(st.integers(0, 30)))
        new = draw(st.sampled_from(FRAGMENTS) | st.just(text[start:stop] * 2) | st.text(max_size=3))
        text = text[:start] + new + text[stop:]
    return text


def assert_topology_or_findings(path: Path, options: tuple[str, ...] = ()) -> None:
    try:
        load(path, options)
    except TopologyError as error:
        assert error.findings
        for finding in error.findings:
            origin = origin_of(finding, error.source)
            span = origin.span(finding)
            assert 1 <= span.line <= len(origin.lines)
            assert 1 <= span.column <= len(origin.line(span.line)) + 1
            assert span.width >= 1
            assert finding.message
        assert_readable(error)
    except UsageError as error:
        assert error.message


def assert_readable(error: TopologyError) -> None:
    text = findings_text(error.findings, error.source, color=False)
    assert all(character.isprintable() or character == "\n" for character in text)
    excerpts = [line for line in text.splitlines() if line[6:7] == "|"]
    assert all(cell_len(line) <= WIDTH for line in excerpts)
    assert len(findings_json(error.findings, error.source)) == len(error.findings)


def test_the_topology_that_is_mutated_is_sound(path: Path) -> None:
    path.write_text(SOUND)
    assert len(load(path).spec.spokes) == 2


@given(mutated())
def test_a_mutated_topology_is_loaded_or_told(path: Path, text: str) -> None:
    path.write_bytes(text.encode(errors="surrogatepass"))
    assert_topology_or_findings(path)


@given(st.text())
@example("\ufeff\ufeffa: 1")
@example("a: 1\x00")
@example("a\u2028b: [\u2029")
@example("? ")
@example("- : [")
@example("&a")
@example("*a")
@example("!")
@example("%YAML 1.2\n---\na: 1")
@example("%YAML 3.0\n---\na: 1")
@example("%TAG ! x:\n--- !y {}")
def test_any_text_is_told(path: Path, text: str) -> None:
    path.write_bytes(text.encode(errors="surrogatepass"))
    assert_topology_or_findings(path)


@given(st.binary())
def test_any_bytes_are_told(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    assert_topology_or_findings(path)


@given(st.sampled_from(PATHS), st.sampled_from(FRAGMENTS) | st.text() | mutated())
def test_any_option_is_applied_or_told(path: Path, key: str, value: str) -> None:
    path.write_text(SOUND)
    assert_topology_or_findings(path, (f"{key}={value}",))


@given(st.text())
def test_any_option_at_all_is_applied_or_told(path: Path, option: str) -> None:
    path.write_text(SOUND)
    assert_topology_or_findings(path, (option,))


# PyYAML writes texts such as 08 and 1e3 without quotes; they are traps here.
texts = st.text(st.characters(codec="utf-8")).filter(lambda text: text[:1] not in set("0123456789+-."))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(texts, inner),
    max_leaves=20,
)


@given(values)
def test_what_pyyaml_writes_is_read_back(value: object) -> None:
    composed = compose(yaml.dump(value, Dumper=yaml.CSafeDumper, allow_unicode=True))
    assert composed.findings == ()
    assert composed.data == value


@given(mutated())
def test_what_is_read_is_what_pyyaml_reads(text: str) -> None:
    try:
        composed = compose(text)
    except UnicodeEncodeError:
        return
    if composed.complete and not composed.findings:
        assert composed.data == yaml.load(text, yaml.CSafeLoader)
