"""From a reference to its secret, or to one sentence that names it and does not show it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from mqttmesh.errors import EnvironmentProblem, UsageError
from mqttmesh.mesh import SecretRef
from mqttmesh.secrets import read_secret


def test_a_file_holds_a_secret(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("geheim\n")
    assert read_secret(SecretRef(file="a"), tmp_path) == "geheim"


def test_a_link_to_a_file_is_followed(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("geheim\n")
    (tmp_path / "b").symlink_to("a")
    assert read_secret(SecretRef(file="b"), tmp_path) == "geheim"


def test_the_longest_password_fits_with_its_line_end(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("x" * 65_535 + "\n")
    assert len(read_secret(SecretRef(file="a"), tmp_path)) == 65_535


def test_an_environment_variable_holds_a_secret(tmp_path: Path) -> None:
    assert read_secret(SecretRef(env="A"), tmp_path, {"A": "geheim"}) == "geheim"


def test_the_environment_is_ours_when_none_is_given(tmp_path: Path) -> None:
    assert read_secret(SecretRef(env="TERM"), tmp_path) == os.environ["TERM"]


@pytest.mark.parametrize(
    ("ref", "said"),
    [
        (SecretRef(file="no/such"), "no/such is missing"),
        (SecretRef(env="NO_SUCH"), "environment variable NO_SUCH is not set"),
    ],
)
def test_a_secret_that_is_missing_is_an_environment_problem(
    ref: SecretRef, said: str, tmp_path: Path
) -> None:
    with pytest.raises(EnvironmentProblem, match=said) as caught:
        read_secret(ref, tmp_path, {})
    assert caught.value.hint


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "a is empty"),
        (b"geheim\nmore\n", "a has more than one line"),
        (b"\xff\xfegeheim", "a is not UTF-8"),
        (b"x" * 65_536 + b"geheim", "a has more than 65,535 bytes"),
    ],
)
def test_a_file_that_is_no_password_is_bad(content: bytes, said: str, tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(content)
    with pytest.raises(UsageError, match=said) as caught:
        read_secret(SecretRef(file="a"), tmp_path)
    assert "geheim" not in f"{caught.value} {caught.value.hint}"


def test_a_variable_that_is_no_password_is_bad(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="environment variable A has blanks at its ends") as caught:
        read_secret(SecretRef(env="A"), tmp_path, {"A": "geheim "})
    assert "geheim" not in f"{caught.value} {caught.value.hint}"


def test_a_folder_is_no_secret(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(UsageError, match="a cannot be read"):
        read_secret(SecretRef(file="a"), tmp_path)


def test_a_pipe_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a")
    with pytest.raises(UsageError, match="a cannot be read: not a regular file"):
        read_secret(SecretRef(file="a"), tmp_path)
