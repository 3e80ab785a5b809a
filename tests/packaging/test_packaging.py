"""What users install: the wheel that comes out of the sdist, in an environment far from this checkout."""

import os
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from pathlib import Path

import pytest

import mqttmesh

REPOSITORY = Path(__file__).parents[2]
WHERE_IT_IS = "import mqttmesh; print(mqttmesh.__file__)"


def attempt(argv: list[str | Path], cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command where this checkout cannot be imported by accident."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(argv, cwd=cwd, env=environment, capture_output=True, text=True, timeout=300)


def run(*argv: str | Path, cwd: Path) -> str:
    """The output of a command that must succeed."""
    done = attempt([*argv], cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with an sdist of this checkout and the wheel that is built from that sdist."""
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, REPOSITORY, cwd=folder)
    return folder


@pytest.fixture(scope="module")
def sdist(built: Path) -> Path:
    (found,) = built.glob("mqttmesh-*.tar.gz")
    return found


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("mqttmesh-*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of a fresh environment that holds the wheel.

    Dependencies are lent by the environment that tests run in, through a .pth file: lent folders come after
    the environment's own, and their own .pth files (an editable mqttmesh) are not read.
    """
    environment = tmp_path_factory.mktemp("elsewhere") / "venv"
    run(sys.executable, "-m", "venv", environment, cwd=environment.parent)
    python = environment / "bin" / "python"
    pip = (python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index")
    run(*pip, wheel, cwd=environment.parent)
    (packages,) = environment.glob("lib/python3.*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return environment / "bin"


def test_the_wheel_holds_the_templates_and_no_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    folder = REPOSITORY / "templates"
    templates = {
        f"mqttmesh/_templates/{path.relative_to(folder)}" for path in folder.rglob("*") if path.is_file()
    }
    assert templates
    assert templates <= names
    assert {name.split("/")[0] for name in names} == {
        "mqttmesh",
        f"mqttmesh-{mqttmesh.__version__}.dist-info",
    }


def test_the_wheel_holds_its_licence_and_its_types(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert "mqttmesh/py.typed" in names
    assert f"mqttmesh-{mqttmesh.__version__}.dist-info/licenses/LICENSE" in names


def test_the_sdist_holds_no_local_state(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        tops = {name.split("/")[1] for name in archive.getnames() if "/" in name}
    assert {"mqttmesh", "templates", "tests", "pyproject.toml", "LICENSE"} <= tops
    assert tops.isdisjoint({".venv", ".cache", ".mqttmesh", "secrets", "dist"})


def test_the_installed_package_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    assert Path(run(installed / "python", "-c", WHERE_IT_IS, cwd=tmp_path).strip()).is_relative_to(
        installed.parent
    )


def test_the_installed_command_says_its_version(installed: Path, tmp_path: Path) -> None:
    assert mqttmesh.__version__ in run(installed / "mqttmesh", "--version", cwd=tmp_path)


def test_the_installed_command_renders(installed: Path, tmp_path: Path) -> None:
    topology = REPOSITORY / "topologies" / "pair.yaml"
    run(installed / "mqttmesh", "render", topology, "--out", tmp_path / "out", cwd=tmp_path)
    assert (tmp_path / "out" / "hub" / "mosquitto.conf").is_file()


def test_without_its_templates_the_installed_command_renders_nothing(installed: Path, tmp_path: Path) -> None:
    """The twin of the test above: were the checkout's templates in reach, this would succeed."""
    templates = Path(run(installed / "python", "-c", WHERE_IT_IS, cwd=tmp_path).strip()).parent / "_templates"
    hidden = templates.rename(tmp_path / "hidden")
    try:
        topology = REPOSITORY / "topologies" / "pair.yaml"
        refused = attempt([installed / "mqttmesh", "render", topology, "--out", "out"], tmp_path)
    finally:
        hidden.rename(templates)
    assert refused.returncode != 0
