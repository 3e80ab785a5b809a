"""`--set KEY=VALUE`: one value of a topology, replaced from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from mqttmesh.errors import TopologyError, UsageError
from mqttmesh.finding import Finding, Loc, SourceMap, Span
from mqttmesh.load.compose import compose
from mqttmesh.load.data import Data
from mqttmesh.load.discretion import discreet
from mqttmesh.load.parser import source_lines
from mqttmesh.load.positions import source_map

_EXAMPLE = "as in --set hub.host=mqtt.example or --set spokes.0.name=north"
_STEPS = 32
"""Longest KEY, in steps; a topology is never nested so deep."""


@dataclass(frozen=True, slots=True)
class OverriddenSource(SourceMap):
    """A topology's source, some of whose values came from the command line.

    Attributes:
        options: Each replaced path, and the option that holds its value now; later ones win.
    """

    options: tuple[tuple[Loc, SourceMap], ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Override:
    """One `--set`: the value that it replaces, and its own text as a source."""

    loc: Loc
    source: SourceMap


@dataclass(frozen=True, slots=True)
class _Option:
    """One KEY=VALUE."""

    key: str
    text: str

    @property
    def whole(self) -> str:
        """As it was given, with the option's name."""
        return f"--set {self.key}={self.text}"

    @property
    def start(self) -> int:
        """The characters before VALUE."""
        return len(self.whole) - len(self.text)

    def value(self) -> Data:
        composed = compose(self.text)
        if composed.findings:
            findings = [replace(each, span=self.shifted(each.span)) for each in composed.findings]
            raise TopologyError([discreet(each, self.source()) for each in findings], self.source())
        return composed.data

    def shifted(self, span: Span | None) -> Span:
        """A place in VALUE as a place in the whole option."""
        if span is None or span.line > 1:
            return span or Span(1, self.start + 1)
        return Span(1, span.column + self.start, span.width)

    def source(self) -> SourceMap:
        return SourceMap(f"--set {self.key}", source_lines(self.whole))

    def placed(self, loc: Loc) -> SourceMap:
        """The option as the source of the value at `loc`."""
        text = source_map("", self.text)
        values = {(*loc, *inner): self.shifted(span) for inner, span in text.values.items()}
        keys = {(*loc, *inner): self.shifted(span) for inner, span in text.keys.items()}
        values.setdefault(loc, Span(1, self.start + 1))
        keys[loc] = Span(1, len("--set ") + 1, len(self.key))
        return replace(self.source(), values=values, keys=keys)


def overridden(data: Data, options: Sequence[str]) -> tuple[Data, tuple[Override, ...]]:
    """The data with every option applied in order; the data given is not changed.

    Args:
        data: A topology as `compose` read it.
        options: Each as KEY=VALUE: a dotted path, where a number counts list entries from 0, and YAML.

    Raises:
        UsageError: An option is not KEY=VALUE, or its KEY leads nowhere.
        TopologyError: A VALUE is not YAML.
    """
    overrides = []
    for given in options:
        option = _option(given)
        loc, data = _assigned(data, option.key.split("."), option.value(), option.key)
        overrides.append(Override(loc, option.placed(loc)))
    return data, tuple(overrides)


def _option(given: str) -> _Option:
    key, equals, text = given.partition("=")  # the text may be a password, and is in no error
    steps = key.split(".")
    if not equals or not all(steps) or not key.isprintable() or len(steps) > _STEPS:
        raise UsageError(f"`--set {key}{equals and '=…'}` is not KEY=VALUE", hint=_EXAMPLE)
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UsageError(f"the value of `--set {key}` is not UTF-8") from None
    return _Option(key, text)


def origin_of(finding: Finding, source: SourceMap) -> SourceMap:
    """The text that a finding is shown in: the option that brought its value, else the topology's file."""
    if isinstance(source, OverriddenSource) and finding.span is None:
        for loc, option in reversed(source.options):
            if finding.loc[: len(loc)] == loc:
                return option
    return source


def with_overrides(source: SourceMap, overrides: Sequence[Override]) -> SourceMap:
    """The source of a topology to which options were applied."""
    if not overrides:
        return source
    options = tuple((override.loc, override.source) for override in overrides)
    return OverriddenSource(source.name, source.lines, source.values, source.keys, options)


def _assigned(data: Data, steps: Sequence[str], value: Data, key: str) -> tuple[Loc, Data]:
    """The path that the steps mean in `data`, and `data` with the value there."""
    step, *further = steps
    if isinstance(data, list):
        index = _index(step, len(data), key)
        below, item = _assigned(data[index], further, value, key) if further else ((), value)
        return (index, *below), [*data[:index], item, *data[index + 1 :]]
    if not isinstance(data, dict) and data is not None:
        raise UsageError(f"`--set {key}` leads nowhere: above `{step}` stands a single value", hint=_EXAMPLE)
    pairs = data or {}
    below, inner = _assigned(pairs.get(step), further, value, key) if further else ((), value)
    return (step, *below), {**pairs, step: inner}


def _index(step: str, length: int, key: str) -> int:
    if not step.isascii() or not step.isdecimal() or len(step) > 9:
        raise UsageError(
            f"`--set {key}` leads nowhere: `{step}` is not the number of a list entry", hint=_EXAMPLE
        )
    if int(step) >= length:
        message = f"`--set {key}` leads nowhere: the list has {length} entries, numbered from 0"
        raise UsageError(message)
    return int(step)
