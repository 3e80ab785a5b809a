"""What pages show is what happens: their commands are run, their topologies loaded, their links followed."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from mqttmesh.errors import TopologyError
from mqttmesh.load import load
from mqttmesh.resolve import resolve
from tests.support.pages import IN_CONTAINERS, PAGES, ROOT, Block, blocks, broken_links
from tests.support.sessions import agrees, follow, session


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def blocks_of(page: Path) -> list[Block]:
    return list(blocks(page.read_text(encoding="utf-8")))


RUN = [
    page
    for page in PAGES
    if any(block.language == "console" for block in blocks_of(page)) and page not in IN_CONTAINERS
]
YAML = [(page, block) for page in PAGES for block in blocks_of(page) if block.language == "yaml"]


def mistakes(text: str, folder: Path) -> list[str]:
    """What is wrong with a topology that a page shows."""
    path = folder / "topology.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        resolve(load(path))
    except TopologyError as error:
        return [finding.message for finding in error.findings]
    return []


@pytest.mark.parametrize("page", RUN, ids=name_of)
def test_every_command_prints_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    with session(tmp_path / "mesh") as here:
        follow(blocks_of(page), here)


@pytest.mark.parametrize(
    "text",
    [
        "```console\n$ echo one\ntwo\n```\n",
        "```console\n$ echo one\n```\n",
        "```console\n$ false\n```\n",
        "```console\n$ mqttmesh status missing.yaml\nall is well\n```\n",
    ],
    ids=["another output", "no output", "a failure that is not told", "a command that fails"],
)
def test_a_page_that_is_wrong_is_noticed(text: str, tmp_path: Path) -> None:
    with session(tmp_path / "mesh") as here, pytest.raises(AssertionError, match="line 2"):
        follow(list(blocks(text)), here)


def test_three_dots_stand_for_any_lines_and_for_nothing_else() -> None:
    assert agrees("a\n...\nd\n", "a\nb\nc\nd\n")
    assert agrees("a\n...\n", "a\n")
    assert not agrees("a\n...\nd\n", "a\nb\nc\n")


@pytest.mark.parametrize(
    ("page", "block"), YAML, ids=[f"{name_of(page)}:{block.line}" for page, block in YAML]
)
def test_every_topology_is_right(page: Path, block: Block, tmp_path: Path) -> None:
    if block.whole:
        assert mistakes(block.text, tmp_path) == []
    else:
        assert yaml.safe_load(block.text) is not None


def test_a_topology_with_a_mistake_is_noticed(tmp_path: Path) -> None:
    assert mistakes("version: 1\nname: farm\n", tmp_path) == [
        "the topology lacks `hub`",
        "the topology lacks `spokes`",
    ]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_relative_link_leads_somewhere(page: Path) -> None:
    assert broken_links(page, page.read_text(encoding="utf-8")) == []


def test_a_link_that_leads_nowhere_is_noticed() -> None:
    text = "# Here\n[a](docs/nothing.md) [b](README.md#nowhere) [c](#there) [d](README.md#commands)\n"
    assert broken_links(ROOT / "README.md", text) == ["docs/nothing.md", "README.md#nowhere", "#there"]
