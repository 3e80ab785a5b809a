"""Errors a user can meet. Each class owns its exit code; none of them prints."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from mqttmesh.finding import Finding, SourceMap


class MqttmeshError(Exception):
    """What went wrong, why, and what to do about it.

    Attributes:
        message: One sentence that names the thing at fault.
        hint: What the user can do next; empty when the message already says it.
        details: Further lines worth reading as they are, such as a broker's last log lines.
    """

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, hint: str = "", details: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = tuple(details)


class OutOfDateError(MqttmeshError):
    """Drift, a conflict with a hand-edited file, or a verification that failed."""

    exit_code = 1


class UsageError(MqttmeshError):
    """Wrong usage, or a topology that cannot be read."""

    exit_code = 2


class TopologyError(UsageError):
    """A topology with mistakes; every one of them is a finding, placed in the user's own text."""

    def __init__(self, findings: Sequence[Finding], source: SourceMap) -> None:
        super().__init__(f"{source.name} has {len(findings)} error{'s' * (len(findings) != 1)}")
        self.findings = tuple(findings)
        self.source = source


class CheckError(TopologyError):
    """A topology that reads well, and in which `check` found errors."""

    exit_code = 1


class EnvironmentProblem(MqttmeshError):
    """This machine lacks something, or something on it is in the way: a broker, a port, disk space."""

    exit_code = 3


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Have every OSError within name this path; a write that fails, as on a full disk, names none."""
    try:
        yield
    except OSError as error:
        error.filename = error.filename or str(path)
        raise
