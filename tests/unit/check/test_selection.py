"""Which rules are asked, by their names, families and severities; and that advice waits to be wanted."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from mqttmesh.check.rules import RULES
from mqttmesh.check.selection import selection
from mqttmesh.errors import UsageError
from mqttmesh.finding import Finding, Severity

ALL = {rule.id for rule in RULES}
TLS = {rule.id for rule in RULES if rule.family == "tls"}
WARNINGS = {rule.id for rule in RULES if rule.severity is Severity.WARNING}
HINT = Finding("a-rule", "it may be better", severity=Severity.ADVICE)


def chosen(select: Sequence[str] = (), ignore: Sequence[str] = ()) -> set[str]:
    return {rule.id for rule in selection(select, ignore).rules}


def test_all_are_asked_where_nothing_is_said() -> None:
    assert chosen() == ALL


def test_a_rule_a_family_and_a_severity_are_names() -> None:
    assert chosen(["insecure-bridge"]) == {"insecure-bridge"}
    assert chosen(["tls"]) == TLS
    assert chosen(["warning"]) == WARNINGS


def test_names_add_up_with_commas_and_without() -> None:
    assert chosen(["tls, no-persistence"]) == chosen(["tls", "no-persistence"]) == TLS | {"no-persistence"}


def test_what_is_ignored_is_left_out_of_what_is_selected() -> None:
    assert chosen(["tls"], ["insecure-bridge"]) == TLS - {"insecure-bridge"}
    assert chosen(ignore=["warning"]) == ALL - WARNINGS


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("insecure-brigde", "did you mean `insecure-bridge`?"),
        ("tsl", "did you mean `tls`?"),
        ("x" * 100_000, "`mqttmesh rule` lists them"),
    ],
)
def test_a_name_of_nothing_is_refused(name: str, hint: str) -> None:
    with pytest.raises(UsageError, match="no such rule") as caught:
        selection([name])
    assert caught.value.hint.startswith(hint)


def test_a_comma_too_many_is_no_name() -> None:
    assert chosen(["tls,,no-persistence,"]) == chosen(["tls,no-persistence"])


@pytest.mark.parametrize("text", ["", " ", ",", " , "])
def test_an_option_without_a_name_says_what_to_write(text: str) -> None:
    with pytest.raises(UsageError, match="`--select` names nothing") as caught:
        selection([text])
    assert caught.value.hint.endswith("`--select tls`")
    with pytest.raises(UsageError, match="`--ignore` names nothing"):
        selection(["tls"], [text])


def test_a_mistake_cannot_be_ignored() -> None:
    with pytest.raises(UsageError, match=r"`--ignore unknown-key`: that is a mistake"):
        selection(ignore=["unknown-key"])


def test_advice_is_shown_to_who_wants_it() -> None:
    assert not selection().shows(HINT)
    assert not selection(["warning"]).shows(HINT)
    assert selection(advice=True).shows(HINT)
    assert selection(["advice"]).shows(HINT)


def test_all_else_is_always_shown() -> None:
    assert selection().shows(Finding("a-rule", "it leaks", severity=Severity.WARNING))
