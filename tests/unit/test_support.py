"""The tests' own footing: waiting ends, and CI lets no test be skipped."""

import os
import subprocess
import sys
from itertools import count
from pathlib import Path

import pytest

from tests.support.waiting import wait_until

REPOSITORY = Path(__file__).parents[2]
SKIPPED_TEST = "import pytest\n\ndef test_skipped():\n    pytest.skip('no reason')\n"
SKIPPED_MODULE = "import pytest\n\npytest.skip('no reason', allow_module_level=True)\n"


def test_waiting_ends_when_the_condition_holds() -> None:
    looks = count(1)
    wait_until(lambda: next(looks) == 3, within=5, what="the third look", logs=str)
    assert next(looks) == 4


def test_waiting_in_vain_fails_with_the_logs() -> None:
    with pytest.raises(pytest.fail.Exception, match=r"waited 0\.1 s in vain for a bridge\nlast words"):
        wait_until(lambda: False, within=0.1, what="a bridge", logs=lambda: "last words")


def run_pytest(source: str, folder: Path, ci: str) -> subprocess.CompletedProcess[str]:
    """Run one test file of its own under this suite's conftest."""
    (folder / "test_it.py").write_text(source)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "CI": ci}
    argv = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
    ]
    return subprocess.run(
        [*argv, f"--rootdir={folder}", "test_it.py"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@pytest.mark.parametrize("source", [SKIPPED_TEST, SKIPPED_MODULE], ids=["test", "module"])
def test_a_skip_fails_in_ci(source: str, tmp_path: Path) -> None:
    done = run_pytest(source, tmp_path, ci="true")
    assert done.returncode in {pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED}
    assert "skipped in CI" in done.stdout
    assert "no reason" in done.stdout


@pytest.mark.parametrize("source", [SKIPPED_TEST, SKIPPED_MODULE], ids=["test", "module"])
def test_a_skip_is_one_elsewhere(source: str, tmp_path: Path) -> None:
    assert "1 skipped" in run_pytest(source, tmp_path, ci="").stdout
