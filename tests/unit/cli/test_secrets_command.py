"""`secrets` on the command line: exit codes, JSON, and never a secret in what is said."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.commands import mqttmesh

PANEL = "of-the-panel"


def test_from_nothing_to_sound(folder: Path) -> None:
    missing = mqttmesh(folder, "secrets", "check", PANEL=PANEL)
    assert (missing.code, missing.out) == (1, "")
    assert (
        "error: secrets/edge-1.password is missing [missing]\n   = Run `mqttmesh secrets init`" in missing.err
    )
    made = mqttmesh(folder, "secrets", "init", PANEL=PANEL)
    assert (made.code, made.err) == (0, "")
    assert made.out == (
        "made 2 secrets:\n  secrets/edge-1.password\n  secrets/edge-2.password\n"
        "wrote 1 password file:\n  secrets/hub.passwords\n"
    )
    again = mqttmesh(folder, "secrets", "init", PANEL=PANEL)
    assert (again.code, again.out) == (0, "every secret was there already\n")
    sound = mqttmesh(folder, "secrets", "check", PANEL=PANEL)
    assert (sound.code, sound.out, sound.err) == (0, "the secrets of grid are all there, and sound\n", "")


def test_init_says_what_it_cannot_make(folder: Path) -> None:
    done = mqttmesh(folder, "secrets", "init")
    assert done.code == 1
    assert "made 2 secrets" in done.out
    assert "error: the environment variable PANEL is not set [missing]" in done.err


def test_check_says_the_same_to_machines(folder: Path) -> None:
    missing = mqttmesh(folder, "secrets", "check", "--json", PANEL=PANEL)
    assert (missing.code, missing.err) == (1, "")
    problems = json.loads(missing.out)
    assert {problem["subject"] for problem in problems} == {
        "secrets/edge-1.password",
        "secrets/edge-2.password",
        "secrets/hub.passwords",
    }
    assert {frozenset(problem) for problem in problems} == {frozenset({"kind", "subject", "message", "hint"})}
    mqttmesh(folder, "secrets", "init", PANEL=PANEL)
    sound = mqttmesh(folder, "secrets", "check", "--json", PANEL=PANEL)
    assert (sound.code, json.loads(sound.out)) == (0, [])


def test_rotate_says_who_must_know(folder: Path) -> None:
    mqttmesh(folder, "secrets", "init", PANEL=PANEL)
    old = (folder / "secrets/edge-1.password").read_text()
    done = mqttmesh(folder, "secrets", "rotate", "edge-1", PANEL=PANEL)
    assert (done.code, done.err) == (0, "")
    assert "  reload hub: its password file has changed" in done.out.splitlines()
    assert "  restart edge-1: its bridge logs in with it" in done.out.splitlines()
    assert (folder / "secrets/edge-1.password").read_text() != old
    assert mqttmesh(folder, "secrets", "check", PANEL=PANEL).code == 0


def test_rotate_refuses_what_it_cannot_change(folder: Path) -> None:
    for name, said in (("edge-3", "has no secret edge-3"), ("hub/panel", "environment variable PANEL")):
        done = mqttmesh(folder, "secrets", "rotate", name, PANEL=PANEL)
        assert (done.code, done.out) == (2, "")
        assert said in done.err
    assert not (folder / "secrets").exists()


def test_no_command_shows_a_secret(folder: Path) -> None:
    said = [mqttmesh(folder, "secrets", "init", PANEL=PANEL)]
    file = folder / "secrets/edge-1.password"
    made = file.read_text().strip()
    file.write_text("geheim\nand more\n")
    said += [
        mqttmesh(folder, "secrets", *rest, PANEL=PANEL) for rest in (["init"], ["check"], ["check", "--json"])
    ]
    said += [
        mqttmesh(folder, "secrets", "rotate", "edge-1", PANEL=PANEL),
        mqttmesh(folder, "render", PANEL=PANEL),
    ]
    words = "".join(done.out + done.err for done in said)
    for secret in (made, "geheim", PANEL, file.read_text().strip()):
        assert secret not in words
    assert [done.code for done in said] == [0, 1, 1, 1, 0, 0]
    rendered = "".join(path.read_text() for path in (folder / "grid").rglob("*") if path.is_file())
    assert PANEL not in rendered
    assert file.read_text().strip() not in rendered
