"""The caps that keep this code readable, and what no tracked file may hold."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
MOST_LINES_OF_A_FILE = 250
MOST_LINES_OF_A_FUNCTION = 50
SOURCES = sorted((REPOSITORY / "mqttmesh").rglob("*.py"))
TESTS = sorted((REPOSITORY / "tests").rglob("*.py"))

# Where packages come from is each machine's own affair. In two halves, or this file would break the rule.
PRIVATE_TO_A_MACHINE = tuple(
    before + after
    for before, after in [
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("deb.debian", ".org"),
        ("security.debian", ".org"),
        ("snapshot.debian", ".org"),
        ("npmjs", ".org"),
        ("../", "shared"),
        ("/work", "/shared"),
    ]
)


def name_of(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def long_functions(source: str) -> list[str]:
    return [
        node.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno is not None
        and node.end_lineno - node.lineno + 1 > MOST_LINES_OF_A_FUNCTION
    ]


def private_names(text: str) -> list[str]:
    return [name for name in PRIVATE_TO_A_MACHINE if name in text]


def tracked_texts() -> Iterator[tuple[str, str]]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=True, text=True
    )
    for name in listed.stdout.rstrip("\0").split("\0"):
        path = REPOSITORY / name
        if path.is_file() and not path.is_symlink():
            yield name, path.read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("path", [*SOURCES, *TESTS], ids=name_of)
def test_a_file_stays_short(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= MOST_LINES_OF_A_FILE


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_a_function_stays_short(path: Path) -> None:
    assert long_functions(path.read_text()) == []


def test_a_long_function_is_found() -> None:
    body = "    pass\n" * MOST_LINES_OF_A_FUNCTION
    assert long_functions(f"def short():\n    pass\nasync def long():\n{body}") == ["long"]


def test_no_tracked_file_names_what_is_private_to_a_machine() -> None:
    assert {name: found for name, text in tracked_texts() if (found := private_names(text))} == {}


def test_a_private_name_is_found() -> None:
    host = "deb.debian" + ".org"
    assert private_names(f"URIs: http://{host}/debian") == [host]
