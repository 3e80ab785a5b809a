"""From a file to a topology, or to every mistake in it."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from mqttmesh.errors import TopologyError, UsageError
from mqttmesh.finding import Finding, Loc, SourceMap
from mqttmesh.load.compose import compose
from mqttmesh.load.data import MISTAKES
from mqttmesh.load.discretion import discreet
from mqttmesh.load.names import TOO_MANY_SPOKES, name_findings
from mqttmesh.load.overrides import origin_of, overridden, with_overrides
from mqttmesh.load.parser import source_lines
from mqttmesh.load.positions import source_map
from mqttmesh.load.read import read_text
from mqttmesh.spec import TopologySpec


@dataclass(frozen=True, slots=True)
class Topology:
    """A topology as its file says it.

    Attributes:
        spec: What it says.
        source: Where it says so; read from the text when first asked.
        folder: The file's folder, absolute: what its paths start from.
        name: The file's path as the user gave it.
    """

    spec: TopologySpec
    source: SourceMap
    folder: Path
    name: str


def load(path: Path, overrides: Sequence[str] = ()) -> Topology:
    """Read a topology.

    Args:
        path: Its file.
        overrides: Values of `--set`, each as KEY=VALUE.

    Raises:
        TopologyError: It has mistakes; all of them are in the error.
        UsageError: It cannot be read as text, or an override is none.
        EnvironmentProblem: PyYAML lacks its C parser.
    """
    return loaded(path, read_text(path), overrides)


def loaded(path: Path, text: str, overrides: Sequence[str] = ()) -> Topology:
    """The same, of a text that is not in the file, or not yet.

    Raises:
        TopologyError: It has mistakes.
        UsageError: It holds nothing, or an override is none.
        EnvironmentProblem: PyYAML lacks its C parser.
    """
    with _collector_paused():
        spec, source = _checked(str(path), text, overrides)
    return Topology(spec, source, path.absolute().parent, str(path))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No garbage collection: nothing here is cyclic, and each walk costs more, the more there is."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _checked(name: str, text: str, options: Sequence[str]) -> tuple[TopologySpec, SourceMap]:
    composed = compose(text)
    if not composed.complete:
        raise _mistaken(composed.findings, SourceMap(name, source_lines(text)))
    if composed.data is None:
        raise UsageError(f"{name} holds no topology", hint="it is empty, or all of it is comments")
    if not isinstance(composed.data, dict):
        raise _not_a_mapping(name, text)
    data, overrides = overridden(composed.data, options)
    source = with_overrides(source_map(name, text), overrides)
    named = islice(name_findings(data, lambda loc: _place(loc, source)), MISTAKES)
    written = [*(discreet(each, source) for each in composed.findings), *named]
    if any(finding.rule == TOO_MANY_SPOKES for finding in written):
        raise _mistaken(written, source)
    try:
        spec = TopologySpec.model_validate(data)
    except ValidationError as error:
        from mqttmesh.load.wording import findings_of  # long to import, and mistakes are rare

        modelled = findings_of(error.errors(include_url=False)[:MISTAKES], data, TopologySpec)
        raise _mistaken(_one_each(written, modelled, source), source) from None
    if written:
        raise _mistaken(written, source)
    return spec, source


def _mistaken(findings: Sequence[Finding], source: SourceMap) -> TopologyError:
    findings = [discreet(each, origin_of(each, source)) for each in findings]
    if len(findings) < MISTAKES:
        return TopologyError(findings, source)
    message = f"this topology has {MISTAKES:,} mistakes or more; no further one is told"
    return TopologyError([*findings[:MISTAKES], Finding("too-many-mistakes", message)], source)


def _not_a_mapping(name: str, text: str) -> TopologyError:
    source = source_map(name, text)
    hint = "begin with `version: 1`, `name: …`"
    return TopologyError(
        [Finding("wrong-type", "a topology is a mapping of keys to values", hint=hint)], source
    )


def _place(loc: Loc, source: SourceMap) -> str:
    finding = Finding("", "", loc, on_key=True)
    origin = origin_of(finding, source)
    return f"{source.name}:{source.span(finding).line}" if origin is source else f"`{origin.name}`"


def _one_each(written: Sequence[Finding], modelled: Sequence[Finding], source: SourceMap) -> list[Finding]:
    """All findings, without those of the model that only follow from how the same place is written.

    A value that comes by alias is modelled at each alias; its mistake stands, and is told, once.
    """

    def place(finding: Finding) -> tuple[str, int, int]:
        span = origin_of(finding, source).span(finding)
        return origin_of(finding, source).name, span.line, span.column

    told = {place(finding) for finding in written}
    own = {
        (place(finding), finding.rule, finding.message): finding
        for finding in modelled
        if finding.rule == "missing-key" or place(finding) not in told
    }
    return [*written, *own.values()]
