"""SARIF that code scanning accepts: valid, placed by characters, and the same wherever a line moves to."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from mqttmesh.check import Examination, examine
from mqttmesh.check.mistakes import MEANINGS
from mqttmesh.check.rules import RULES
from mqttmesh.finding import Finding, SourceMap
from mqttmesh.report.sarif import sarif_text
from tests.support.topologies import HUB, SPOKE, TOPICS

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "support" / "schemas" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")
)
FAULTY = "version: 1\nname: grid\n" + HUB + TOPICS + "bridge: {insecure: true} # a lab\n" + SPOKE


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def log_of(*paths: str | Path, overrides: tuple[str, ...] = ()) -> Any:
    """The log of some topologies; valid, or the test ends here."""
    rules = [rule for rule in RULES if rule.id == "insecure-bridge"]
    log = json.loads(sarif_text([examine(Path(path), overrides, rules) for path in paths]))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    return log


def run_of(*texts: str, overrides: tuple[str, ...] = ()) -> Any:
    paths = [Path(f"mesh-{number}.yaml") for number in range(len(texts))]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text, encoding="utf-8")
    (run,) = log_of(*paths, overrides=overrides)["runs"]
    return run


def place(result: Any) -> Any:
    (location,) = result["locations"]
    return location["physicalLocation"]


def test_the_schema_refuses_what_is_no_sarif() -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft4Validator(SCHEMA).validate({"version": "2.1.0", "runs": [{"results": []}]})


def test_a_finding_stands_at_its_line_of_its_file() -> None:
    (result,) = run_of(FAULTY)["results"]
    assert result["level"] == "warning"
    assert place(result) == {
        "artifactLocation": {"uri": "mesh-0.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 10, "startColumn": 10, "endColumn": 18},
    }


def test_its_rule_comes_with_its_page() -> None:
    run = run_of(FAULTY)
    (rule,) = run["tool"]["driver"]["rules"]
    (page,) = (known.page for known in RULES if known.id == "insecure-bridge")
    assert rule["id"] == run["results"][0]["ruleId"] == "insecure-bridge"
    assert rule["help"]["markdown"] == page
    assert rule["defaultConfiguration"]["level"] == "warning"
    assert rule["properties"]["tags"] == ["tls", "proof/broker"]


def test_columns_count_characters_and_not_what_utf_16_needs() -> None:
    run = run_of(FAULTY.replace("bridge: {insecure", 'bridge: {password: {file: "🔌"}, insecure'))
    assert run["columnKind"] == "unicodeCodePoints"
    assert place(run["results"][0])["region"]["startColumn"] == len('bridge: {password: {file: "🔌"}, ') + 1


def test_a_fix_is_what_the_option_would_write() -> None:
    (result,) = run_of(FAULTY)["results"]
    ((change,),) = (fix["artifactChanges"] for fix in result["fixes"])
    (replacement,) = change["replacements"]
    assert replacement["insertedContent"] == {"text": "false"}
    assert replacement["deletedRegion"] == {
        "startLine": 10,
        "startColumn": 20,
        "endLine": 10,
        "endColumn": 24,
    }


def test_a_finding_is_known_again_when_its_line_moves() -> None:
    before = run_of(FAULTY)["results"]
    after = run_of(FAULTY.replace("topics:", "# more\n\ntopics:").replace("bridge:", "# why\nbridge:"))[
        "results"
    ]
    assert place(before[0])["region"] != place(after[0])["region"]
    assert before[0]["partialFingerprints"] == after[0]["partialFingerprints"]


def test_two_files_with_the_same_fault_have_two_fingerprints() -> None:
    first, second = run_of(FAULTY, FAULTY)["results"]
    assert first["partialFingerprints"] != second["partialFingerprints"]


def test_several_topologies_are_one_run() -> None:
    run = run_of(FAULTY, FAULTY.replace("insecure: true", "insecure: false"), "name: grid\n")
    assert {result["ruleId"] for result in run["results"]} == {"insecure-bridge", "missing-key"}
    assert [artifact["location"]["uri"] for artifact in run["artifacts"]] == [
        "mesh-0.yaml",
        "mesh-1.yaml",
        "mesh-2.yaml",
    ]
    assert run["invocations"] == [{"executionSuccessful": False}]


def test_a_mistake_is_a_result_too() -> None:
    run = run_of(FAULTY.replace("insecure", "insekure"))
    (result,) = run["results"]
    (rule,) = run["tool"]["driver"]["rules"]
    assert (result["ruleId"], result["level"], rule["id"]) == ("unknown-key", "error", "unknown-key")
    assert "insekure" in result["message"]["text"]


def test_a_file_that_is_not_there_is_a_result() -> None:
    (run,) = log_of("missing.yaml")["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["unreadable-topology"]


def test_every_rule_and_every_mistake_has_a_valid_description() -> None:
    ids = [*(rule.id for rule in RULES), *MEANINGS]
    findings = tuple(Finding(id, "it is wrong") for id in ids)
    log = json.loads(sarif_text([Examination(SourceMap("mesh.yaml", ("a: b",)), findings, sound=True)]))
    jsonschema.Draft4Validator(SCHEMA).validate(log)
    assert sorted(ids) == [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]


def test_nothing_found_is_a_run_without_results() -> None:
    run = run_of(FAULTY.replace("insecure: true", "insecure: false"))
    assert (run["results"], run["tool"]["driver"]["rules"]) == ([], [])


def test_what_an_option_brought_stands_where_it_would_be_in_the_file() -> None:
    (result,) = run_of(FAULTY.replace("true} # a", "false} # a"), overrides=("bridge.insecure=true",))[
        "results"
    ]
    assert place(result)["region"]["startLine"] == 10
    assert "--set bridge.insecure" in result["message"]["text"]
    assert "fixes" not in result


def test_a_file_elsewhere_has_its_whole_address(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "a mesh.yaml").write_text(FAULTY)
    (here / "inner").mkdir()
    (run,) = log_of(here / "a mesh.yaml")["runs"]
    assert run["artifacts"][0]["location"] == {"uri": "a%20mesh.yaml", "uriBaseId": "%SRCROOT%"}
    monkeypatch.chdir(here / "inner")
    (run,) = log_of("../a mesh.yaml")["runs"]
    assert run["artifacts"][0]["location"] == {"uri": (here / "a mesh.yaml").as_uri()}
