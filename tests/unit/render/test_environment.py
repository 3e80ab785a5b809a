"""What cannot be written safely is refused, whatever brought it there."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
import yaml
from jinja2 import Environment, UndefinedError

from mqttmesh.render.environment import (
    UnsafeTextError,
    compose_environment,
    conf_environment,
    key,
    scalar,
    sh,
    shell_environment,
    template_root,
)
from tests.support.rendering import REPOSITORY, interpolated

STRICT = [conf_environment, compose_environment, shell_environment]
HARMLESS = ["a", "a b", 'a "b" c', "{{ a }}", "# a", "ä€😀", "sites/{spoke}/#"]
NOT_ONE_LINE = [
    "",
    "a\nb",
    "a\rb",
    "a\0b",
    "a\tb",
    "a\x0bb",
    "a\x1bb",
    "a\x7fb",
    "a\x85b",
    "a\u2028b",
    "a\u2029b",
    "\ufeffa",
]


@pytest.mark.parametrize("value", [*HARMLESS, 0, 42])
def test_a_configuration_file_takes_one_line(value: str | int) -> None:
    assert conf_environment().from_string("x {{ v }}\n").render(v=value) == f"x {value}\n"


@pytest.mark.parametrize("value", [*NOT_ONE_LINE, None, True, 1.5, ["a"]])
def test_a_configuration_file_takes_nothing_else(value: object) -> None:
    with pytest.raises(UnsafeTextError, match="cannot stand in a configuration file"):
        conf_environment().from_string("x {{ v }}\n").render(v=value)


@pytest.mark.parametrize("environment", [compose_environment, shell_environment])
def test_a_value_without_its_filter_is_refused(environment: object) -> None:
    assert callable(environment)
    with pytest.raises(UnsafeTextError, match="is not quoted"):
        environment().from_string("x: {{ v }}").render(v="a")


@pytest.mark.parametrize("environment", [compose_environment, shell_environment])
def test_a_comment_is_one_line(environment: object) -> None:
    assert callable(environment)
    template = environment().from_string("# {{ v|comment }}")
    assert template.render(v="a # b") == "# a # b"
    with pytest.raises(UnsafeTextError, match="cannot stand in a comment"):
        template.render(v="a\nb")


@pytest.mark.parametrize("value", [*HARMLESS, *NOT_ONE_LINE, "$a ${b} $$", "no", "1e3", "~", "012", "<<"])
def test_a_scalar_reads_back(value: str) -> None:
    assert interpolated(yaml.safe_load(f"x: {scalar(value)}\n")) == {"x": value}
    assert yaml.safe_load(f"{key(value)}: x\n") == {value: "x"}


@pytest.mark.parametrize("value", [0, 1, 0.5, 1e-5, True, False])
def test_numbers_and_booleans_keep_their_kind(value: float) -> None:
    read = yaml.safe_load(f"x: {scalar(value)}\n")["x"]
    assert float(read) == value
    assert isinstance(read, bool) == isinstance(value, bool)


@pytest.mark.parametrize("value", ["", "a b", "it's", "$(id)", "`id`", "a\nb", "-n", "*", "\\"])
def test_a_shell_word_reads_back(value: str) -> None:
    assert shlex.split(f"x {sh(value)}") == ["x", value]


def test_a_shell_word_holds_no_null() -> None:
    with pytest.raises(UnsafeTextError, match="cannot stand in a shell script"):
        sh("a\0b")


@pytest.mark.parametrize(
    "environment", [environment() for environment in STRICT], ids=["conf", "compose", "sh"]
)
def test_what_is_not_given_is_an_error(environment: Environment) -> None:
    with pytest.raises(UnsafeTextError, match="Undefined"):
        environment.from_string("{{ missing }}").render()
    with pytest.raises(UndefinedError, match="'missing' is undefined"):
        environment.from_string("{% if missing %}x{% endif %}").render()


def test_templates_come_from_the_repository() -> None:
    assert template_root() == REPOSITORY / "templates"
    assert (template_root() / "mosquitto.conf.jinja").is_file()


def test_an_installed_package_holds_its_templates(tmp_path: Path) -> None:
    package = tmp_path / "site-packages" / "mqttmesh"
    (package / "_templates").mkdir(parents=True)
    assert template_root(package) == package / "_templates"
