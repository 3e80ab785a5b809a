"""Every file in `explanations/` is a log, and beside it the exact text a person gets.

A new case is a new `.log`; `python scripts/golden.py` writes its `.out`. With a `.yaml` of the same name,
that topology is asked which cause holds.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.commands import mqttmesh

EXPLANATIONS = Path(__file__).parent / "explanations"
CASES = sorted(path.stem for path in EXPLANATIONS.glob("*.log"))


def told(case: str) -> str:
    """What a person is told about a log."""
    topology = ["--topology", f"{case}.yaml"] if (EXPLANATIONS / f"{case}.yaml").exists() else []
    done = mqttmesh(EXPLANATIONS, "explain", f"{case}.log", *topology)
    assert done.err == ""
    return f"{done.out}exit {done.code}\n"


def regenerate() -> None:
    """Write what is said of each case now; read the difference before you commit it."""
    for case in CASES:
        (EXPLANATIONS / f"{case}.out").write_text(told(case))


@pytest.mark.parametrize("case", CASES)
def test_explanation(case: str) -> None:
    assert told(case) == (EXPLANATIONS / f"{case}.out").read_text()


@pytest.mark.parametrize("case", CASES)
def test_no_line_is_wider_than_a_terminal(case: str) -> None:
    assert max(map(len, told(case).splitlines())) <= 80


def test_nothing_else_lies_among_the_cases() -> None:
    stems = {path.stem for path in EXPLANATIONS.iterdir()}
    assert stems == set(CASES)
    assert {path.suffix for path in EXPLANATIONS.iterdir()} <= {".log", ".out", ".yaml"}
