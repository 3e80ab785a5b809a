"""A rule: what it is called, how bad what it finds is, how that is known, and the function that looks."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Literal

from mqttmesh.finding import Edit, Loc, Severity, Span

if TYPE_CHECKING:
    from mqttmesh.check.case import Case

Proof = Literal["broker", "certificate", "file", "topology", "advice"]
"""How it is known that a rule is right: a real broker shows it, a certificate or another file, the text of
the topology itself; or nothing does, and it is advice."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What a rule found at one place; with the rule it becomes a `Finding`.

    Attributes:
        loc: Where in the topology.
        message: What is wrong, naming the thing at fault.
        hint: What to do; one line.
        on_key: Point at the mapping key rather than at its value.
        edit: What mends it safely, where something does.
        span: A concrete place, for what stands in no value, such as a comment.
    """

    loc: Loc
    message: str
    hint: str
    on_key: bool = False
    edit: Edit | None = None
    span: Span | None = None


@dataclass(frozen=True)
class Rule:
    """One rule, read from its module.

    The module's name is the rule's id, its docstring the rule's page, `SEVERITY` and `PROOF` say what they
    say, and `check(case)` yields every `Fault`.
    """

    module: ModuleType

    @cached_property
    def id(self) -> str:
        """Such as `insecure-bridge`."""
        return self.module.__name__.rpartition(".")[2].replace("_", "-")

    @cached_property
    def family(self) -> str:
        """The folder it is in, such as `tls`."""
        return self.module.__name__.split(".")[-2]

    @property
    def about_family(self) -> str:
        """What the rules of its family look at."""
        return inspect.cleandoc(sys.modules[self.module.__name__.rpartition(".")[0]].__doc__ or "")

    @property
    def severity(self) -> Severity:
        """How bad what it finds is."""
        severity: Severity = self.module.SEVERITY
        return severity

    @property
    def proof(self) -> Proof:
        """How it is known to be right."""
        proof: Proof = self.module.PROOF
        return proof

    @property
    def page(self) -> str:
        """What it is, why, and an example that fails and one that passes: Markdown."""
        return inspect.cleandoc(self.module.__doc__ or "")

    @property
    def summary(self) -> str:
        """The first line of its page."""
        return self.page.partition("\n")[0]

    @property
    def mends(self) -> bool:
        """Whether it has edits for what it finds, or for some of it: then its module imports `Edit`."""
        return hasattr(self.module, Edit.__name__)

    @property
    def check(self) -> Callable[[Case], Iterator[Fault]]:
        """Look at a topology."""
        check: Callable[[Case], Iterator[Fault]] = self.module.check
        return check
