"""Every file in `errors/` is a topology that is wrong, and beside it the exact text a person gets.

A new case is a new `.yaml`; `python scripts/golden.py` writes its `.out`.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest

from mqttmesh.errors import TopologyError, UsageError
from mqttmesh.load import load
from mqttmesh.report.findings import findings_text
from mqttmesh.resolve import resolve

ERRORS = Path(__file__).parent / "errors"
CASES = sorted(path.stem for path in ERRORS.glob("*.yaml"))


def told(case: str) -> str:
    """What a person is told about a case."""
    with contextlib.chdir(ERRORS), pytest.raises(UsageError) as caught:
        resolve(load(Path(f"{case}.yaml")))
    error = caught.value
    if isinstance(error, TopologyError):
        return findings_text(error.findings, error.source, color=False)
    return f"{error.message}\n{error.hint}\n"


def regenerate() -> None:
    """Write what each case says now; read the difference before you commit it."""
    for case in CASES:
        (ERRORS / f"{case}.out").write_bytes(told(case).encode())


@pytest.mark.parametrize("case", CASES)
def test_error(case: str) -> None:
    assert told(case) == (ERRORS / f"{case}.out").read_bytes().decode()


def test_every_expectation_has_its_case() -> None:
    assert sorted(path.stem for path in ERRORS.glob("*.out")) == CASES


@pytest.mark.parametrize("case", [case for case in CASES if case.startswith("resolve-")])
def test_a_case_of_a_rule_shows_that_rule(case: str) -> None:
    assert f"[{case.removeprefix('resolve-')}]" in told(case)


@pytest.mark.parametrize("case", ["value-password", "syntax-password", "value-secret"])
def test_a_password_in_clear_is_never_shown(case: str) -> None:
    assert "hunter2" in (ERRORS / f"{case}.yaml").read_text()
    assert "hunter2" not in told(case)


def test_nothing_else_lies_among_the_cases() -> None:
    assert {path.suffix for path in ERRORS.iterdir()} == {".yaml", ".out"}
