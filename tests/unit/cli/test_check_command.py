"""`check` and `rule` as people and pipelines run them: what is printed where, and how it ends."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.support.commands import GRID, Finished, mqttmesh

BRIDGE = "bridge: {insecure: true} # a lab\n"
ONLY = ("--select", "insecure-bridge,no-persistence,ignores")


def check(folder: Path, *arguments: str) -> Finished:
    return mqttmesh(folder, "check", *ONLY, *arguments)


@pytest.fixture
def insecure(folder: Path) -> Path:
    """A folder whose topology has one fault, which can be mended."""
    (folder / "topology.yaml").write_text(GRID + BRIDGE)
    return folder


def test_a_sound_topology_is_one_line_and_code_0(folder: Path) -> None:
    assert check(folder) == Finished(0, "checked 1 topology: no findings\n", "")


def test_advice_is_counted_shown_when_wanted_and_never_fails(folder: Path) -> None:
    asked = ("--select", "error,advice", "--ignore", "error")
    hidden = mqttmesh(folder, "check", "--ignore", "error,warning")
    assert (hidden.code, hidden.out) == (0, "checked 1 topology: no findings\n")
    assert hidden.err.endswith(" pieces of advice: --advice shows them\n")
    shown = mqttmesh(folder, "check", "--advice", "--ignore", "error,warning")
    assert shown.code == 0
    assert ": advice: " in shown.out
    assert mqttmesh(folder, "check", *asked) == shown


def test_findings_are_the_result_and_code_1(insecure: Path) -> None:
    done = check(insecure)
    assert (done.code, done.err) == (1, "")
    assert done.out.startswith("topology.yaml:13:10: warning: ")
    assert done.out.endswith("\n\n1 warning in topology.yaml\n\n1 can be mended by --fix; --diff shows how\n")


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_mistakes_are_findings_in_every_format_and_code_2(form: str, folder: Path) -> None:
    (folder / "topology.yaml").write_text(GRID + "unknown: 1\n")
    done = mqttmesh(folder, "check", "--format", form)
    assert done.code == 2
    assert "unknown-key" in done.out


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github"])
def test_what_cannot_be_read_does_not_hide_the_others(form: str, insecure: Path) -> None:
    (insecure / "binary.yaml").write_bytes(b"\0")
    done = check(insecure, "missing.yaml", "binary.yaml", ".", "topology.yaml", "--format", form)
    assert done.code == 2
    assert done.out.count("unreadable-topology") >= 3
    assert "insecure-bridge" in done.out
    if form in ("json", "sarif"):
        json.loads(done.out)


def test_several_topologies_are_one_document(insecure: Path) -> None:
    (insecure / "other.yaml").write_text(GRID)
    done = check(insecure, "topology.yaml", "other.yaml", "topology.yaml", "--json")
    assert [(each["file"], each["rule"]) for each in json.loads(done.out)] == [
        ("topology.yaml", "insecure-bridge"),
        ("topology.yaml", "insecure-bridge"),
    ]
    assert check(insecure, "other.yaml", "--json").out == "[]\n"


def test_json_has_two_names_and_one_form(insecure: Path) -> None:
    assert check(insecure, "--json") == check(insecure, "--format", "json")
    done = check(insecure, "--json", "--format", "sarif")
    assert (done.code, done.out) == (2, "")
    assert "`--json` and `--format sarif` cannot both be" in done.err


def test_github_has_its_commands_alone_on_standard_output(insecure: Path) -> None:
    done = check(insecure, "--format", "github")
    assert all(line.startswith("::") for line in done.out.splitlines())
    assert done.err == "checked 1 topology: 1 warning\n"
    assert check(insecure, "--format", "github", "--set", "bridge.insecure=false").out == ""


def test_a_rule_that_is_ignored_is_not_asked(insecure: Path) -> None:
    assert check(insecure, "--ignore", "tls").code == 0
    done = mqttmesh(insecure, "check", "--select", "tsl")
    assert (done.code, done.out) == (2, "")
    assert "did you mean `tls`?" in done.err


def test_a_comment_holds_for_render_too(insecure: Path) -> None:
    (insecure / "topology.yaml").write_text(
        GRID + BRIDGE.replace("a lab", "mqttmesh: ignore[insecure-bridge]")
    )
    assert check(insecure).code == 0
    done = mqttmesh(insecure, "render")
    assert (done.code, done.err) == (0, "")


def test_render_shows_what_no_comment_ignores(insecure: Path) -> None:
    done = mqttmesh(insecure, "render")
    assert done.code == 0
    assert "[insecure-bridge]" in done.err


@pytest.mark.parametrize("command", [("render",), ("up", "--engine", "native")])
def test_an_error_stops_render_and_up(command: tuple[str, ...], folder: Path) -> None:
    (folder / "topology.yaml").write_text(GRID + "bridge: {require_ocsp: true}\n")
    done = mqttmesh(folder, *command)
    assert (done.code, done.out) == (1, "")
    assert "error: " in done.err
    assert "[ocsp-required]" in done.err
    assert [entry.name for entry in folder.iterdir()] == ["topology.yaml"]


def test_an_error_that_is_ignored_stops_nothing(folder: Path) -> None:
    comment = "# mqttmesh: ignore[ocsp-required] the hub staples"
    (folder / "topology.yaml").write_text(f"{GRID}bridge: {{require_ocsp: true}} {comment}\n")
    assert mqttmesh(folder, "render").code == 0


def test_fix_mends_the_file_and_keeps_the_rest(insecure: Path) -> None:
    path = insecure / "topology.yaml"
    path.chmod(0o600)
    done = check(insecure, "--fix")
    assert done == Finished(0, "checked 1 topology: no findings\n", "topology.yaml: fixed insecure-bridge\n")
    assert path.read_text() == GRID + BRIDGE.replace("true", "false")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_fix_leaves_a_sound_file_alone(folder: Path) -> None:
    before = (folder / "topology.yaml").stat()
    assert check(folder, "--fix").code == 0
    after = (folder / "topology.yaml").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_fix_says_what_it_could_not_mend(insecure: Path) -> None:
    text = GRID + "bridge: {insecure: &b true, round_robin: *b}\n"
    (insecure / "topology.yaml").write_text(text)
    done = check(insecure, "--fix")
    assert done.code == 1
    assert done.err == (
        "topology.yaml:13:10: not fixed: other places may repeat it by an alias [insecure-bridge]\n"
    )
    assert (insecure / "topology.yaml").read_text() == text


def test_diff_shows_what_fix_would_do_and_writes_nothing(insecure: Path) -> None:
    done = check(insecure, "--diff")
    assert (done.code, done.err) == (1, "")
    assert "-bridge: {insecure: true} # a lab\n+bridge: {insecure: false} # a lab\n" in done.out
    assert (insecure / "topology.yaml").read_text() == GRID + BRIDGE
    assert check(insecure, "--fix", "--diff") == done


@pytest.mark.parametrize("form", [("--json",), ("--format", "sarif"), ("--format", "text")])
def test_a_diff_has_no_other_form(form: tuple[str, ...], insecure: Path) -> None:
    done = check(insecure, "--diff", *form)
    assert (done.code, done.out) == (2, "")
    assert f"`--diff` and `{' '.join(form)}` cannot both be" in done.err
    assert "--diff prints a diff" in done.err


def test_a_diff_of_nothing_is_nothing_and_code_0(folder: Path) -> None:
    assert check(folder, "--diff") == Finished(0, "", "")


def test_a_diff_of_what_cannot_be_read_is_code_2(folder: Path) -> None:
    done = check(folder, "missing.yaml", "topology.yaml", "--diff")
    assert (done.code, done.out) == (2, "")
    assert "missing.yaml does not exist" in done.err


def test_rule_explains_a_rule_and_a_mistake(folder: Path) -> None:
    done = mqttmesh(folder, "rule", "insecure-bridge")
    assert done.code == 0
    assert "# mqttmesh: ignore[insecure-bridge]" in done.out
    assert "```" not in done.out
    assert mqttmesh(folder, "rule", "unknown-key").code == 0


def test_rule_knows_what_a_misspelt_id_is_close_to(folder: Path) -> None:
    done = mqttmesh(folder, "rule", "insecure-brigde")
    assert (done.code, done.out) == (2, "")
    assert "did you mean `insecure-bridge`?" in done.err


def test_rules_fit_a_terminal_and_are_data_for_machines(folder: Path) -> None:
    listed = mqttmesh(folder, "rule").out
    assert max(map(len, listed.splitlines())) <= 80
    every = {each["id"]: each for each in json.loads(mqttmesh(folder, "rule", "--json").out)}
    assert every["unknown-key"]["family"] == "mistake"
    assert json.loads(mqttmesh(folder, "rule", "insecure-bridge", "--json").out) == every["insecure-bridge"]
