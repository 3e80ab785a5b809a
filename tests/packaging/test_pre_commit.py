"""The hooks that `.pre-commit-hooks.yaml` offers, run by pre-commit itself.

Only one thing is not as for its users: a hook's program is the one under test, and not installed anew.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.commands import GRID, ROOT, environment

MANIFEST = ROOT / ".pre-commit-hooks.yaml"
PRE_COMMIT = (sys.executable, "-m", "pre_commit")


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=ada", "-c", "user.email=ada@localhost", "-c", "init.defaultBranch=main")
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A repository with a topology that uses both hooks."""
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    manifest = [{**hook, "language": "system"} for hook in yaml.safe_load(MANIFEST.read_text())]
    (hooks / ".pre-commit-hooks.yaml").write_text(yaml.safe_dump(manifest))
    git(hooks, "init", "--quiet")
    git(hooks, "add", ".")
    git(hooks, "commit", "--quiet", "--message", "hooks")
    used = {
        "repo": hooks.as_uri(),
        "rev": git(hooks, "rev-parse", "HEAD"),
        "hooks": [{"id": hook["id"]} for hook in manifest],
    }
    project = tmp_path / "project"
    project.mkdir()
    (project / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [used]}))
    (project / "topology.yaml").write_text(GRID)
    (project / "other.yaml").write_text("no: topology\n")
    git(project, "init", "--quiet")
    subprocess.run([sys.executable, "-m", "mqttmesh", "render"], cwd=project, env=environment(), check=True)
    git(project, "add", ".")
    return project


def hook(project: Path, id: str) -> tuple[int, str]:
    """How a hook ends in a project, and what it prints."""
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        [*PRE_COMMIT, "run", "--all-files", id],
        cwd=project,
        env=environment(PATH=programs, PRE_COMMIT_HOME=str(project.parent / "home")),
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.returncode, done.stdout + done.stderr


def test_the_manifest_is_valid() -> None:
    subprocess.run([*PRE_COMMIT, "validate-manifest", MANIFEST], check=True, cwd=ROOT)


@pytest.mark.parametrize("id", ["mqttmesh-check", "mqttmesh-render"])
def test_a_sound_project_passes(id: str, project: Path) -> None:
    code, printed = hook(project, id)
    assert code == 0, printed
    assert "Passed" in printed


def test_a_faulty_topology_fails(project: Path) -> None:
    (project / "topology.yaml").write_text(GRID + "bridge: {insecure: true}\n")
    git(project, "add", ".")
    code, printed = hook(project, "mqttmesh-check")
    assert code == 1
    assert "[insecure-bridge]" in printed


def test_a_rendered_file_that_was_edited_fails(project: Path) -> None:
    with (project / "grid" / "hub" / "mosquitto.conf").open("a") as conf:
        conf.write("# by hand\n")
    git(project, "add", ".")
    code, printed = hook(project, "mqttmesh-render")
    assert code == 1
    assert "hub/mosquitto.conf: edited by hand" in printed
