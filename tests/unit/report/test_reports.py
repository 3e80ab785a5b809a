"""Errors, drift and secrets as text: what a person reads, to the letter."""

from __future__ import annotations

import json
from pathlib import Path

from mqttmesh.errors import EnvironmentProblem
from mqttmesh.report.drift import drift_text, written_text
from mqttmesh.report.errors import error_text
from mqttmesh.report.secrets import initialised_text, problem_text, problems_json, rotation_text
from mqttmesh.secrets import Initialised, ProblemKind, Rotation, SecretProblem
from mqttmesh.write import Drift, WriteReport

OUT = Path("grid")
MISSING = SecretProblem(ProblemKind.MISSING, "secrets/a", "secrets/a is missing", "Run it.")


def test_an_error_says_what_why_and_what_to_do() -> None:
    error = EnvironmentProblem("edge ended", details=["line 1", "line 2"], hint="Look there.")
    assert error_text(error, color=False) == ("error: edge ended\n   | line 1\n   | line 2\n   = Look there.")
    assert error_text(EnvironmentProblem("edge ended"), color=True) == "\x1b[1;31merror:\x1b[0m edge ended"


def test_an_error_cannot_act_on_the_terminal() -> None:
    error = EnvironmentProblem("a\x1b[2Jb", details=["c\rd"], hint="e\x07f\u202eg")
    assert not set("\x1b\r\x07\u202e") & set(error_text(error, color=False))


def test_drift_names_each_file_and_how_it_differs() -> None:
    drift = Drift(missing=("a",), changed=("b",), unwanted=("c",), edited=("d\x1b",), interrupted=True)
    assert drift_text(drift, OUT).splitlines() == [
        "grid is out of date:",
        "  a render was interrupted; the next one finishes it",
        "  a: missing",
        "  b: out of date",
        "  c: not wanted any more",
        "  d\\x1b: edited by hand",
    ]
    assert drift_text(Drift(), OUT) == "grid is what the topology says"


def test_drift_of_many_files_stays_readable() -> None:
    lines = drift_text(Drift(missing=tuple(f"f-{n}" for n in range(300))), OUT).splitlines()
    assert len(lines) == 22
    assert (lines[-2], lines[-1]) == ("  f-19: missing", "  … and 280 more")


def test_what_was_written_is_one_line() -> None:
    assert written_text(WriteReport(("a", "b"), ("c",), 3, None), OUT, 2) == (
        "grid: 2 brokers, 5 files: 2 written, 1 removed"
    )
    assert written_text(WriteReport(("a",), (), 0, None), OUT, 1) == "grid: 1 broker, 1 file: 1 written"
    assert written_text(WriteReport((), (), 5, None), OUT, 2) == (
        "grid: 2 brokers, 5 files, nothing to change"
    )


def test_secrets_that_were_made_are_named_while_they_are_few() -> None:
    done = Initialised(created=tuple(f"s-{n}" for n in range(12)), updated=("p",))
    assert initialised_text(done).splitlines() == [
        "made 12 secrets:",
        *(f"  s-{n}" for n in range(10)),
        "  … and 2 more",
        "wrote 1 password file:",
        "  p",
    ]


def test_nothing_to_make_is_only_well_when_nothing_is_wrong() -> None:
    assert initialised_text(Initialised()) == "every secret was there already"
    assert initialised_text(Initialised(problems=(MISSING,))) == "there was nothing to make"


def test_a_rotation_names_who_must_know() -> None:
    assert rotation_text(Rotation("secrets/a", ("hub",), ("a", "b"))).splitlines() == [
        "secrets/a holds a new secret",
        "  reload hub: its password file has changed",
        "  restart a, b: its bridge logs in with it",
        "`mqttmesh up` does this to a mesh that runs here",
    ]
    assert "restart" not in rotation_text(Rotation("secrets/a", ("hub",), ()))
    assert "reload" not in rotation_text(Rotation("secrets/a", (), ("a",)))


def test_a_problem_is_one_for_people_and_for_machines() -> None:
    assert problem_text(MISSING) == "error: secrets/a is missing [missing]\n   = Run it."
    assert json.loads(problems_json([MISSING])) == [
        {"kind": "missing", "subject": "secrets/a", "message": "secrets/a is missing", "hint": "Run it."}
    ]
    assert json.loads(problems_json([])) == []
