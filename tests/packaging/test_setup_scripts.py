"""What the set-up scripts say where they cannot do their work."""

import os
import subprocess
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
NOBODY = "65534"
HIDE_DEBIANS_MOSQUITTO = 'mount --bind "$1" /usr/sbin && shift && exec "$@"'


def run_without_root(script: str, *, prefix: list[str]) -> subprocess.CompletedProcess[str]:
    """Run a script's text as an ordinary user, who may be unable to read this checkout."""
    as_user = ["setpriv", f"--reuid={NOBODY}", "--clear-groups"] if os.geteuid() == 0 else []
    text = (REPOSITORY / "scripts" / script).read_text()
    return subprocess.run(
        [*prefix, *as_user, "bash", "-c", text], cwd="/", capture_output=True, text=True, timeout=60
    )


def test_without_root_a_missing_mosquitto_is_one_line_that_says_what_to_install(tmp_path: Path) -> None:
    own_mounts = ["unshare", "--mount"] + (["--map-current-user", "--keep-caps"] if os.geteuid() else [])
    hidden = [*own_mounts, "sh", "-c", HIDE_DEBIANS_MOSQUITTO, "sh", str(tmp_path)]
    done = run_without_root("mosquitto", prefix=hidden)
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert "sudo apt-get install --no-install-recommends mosquitto" in line
    assert done.stdout == ""


def test_a_mosquitto_that_is_there_is_left_as_it_is() -> None:
    done = run_without_root("mosquitto", prefix=[])
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_missing_python_is_one_line() -> None:
    environment = {**os.environ, "PYTHON": "python-that-is-not-there"}
    done = subprocess.run(
        [REPOSITORY / "scripts" / "venv"], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 3
    (line,) = done.stderr.splitlines()
    assert "Python 3.11 or newer" in line
