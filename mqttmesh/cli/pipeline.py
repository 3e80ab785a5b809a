"""The pipeline wired together: load → resolve → render, with what each stage needs from the world."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.check import Case, check
from mqttmesh.check.rules import PROVED
from mqttmesh.cli.likely import did_you_mean
from mqttmesh.errors import CheckError, UsageError
from mqttmesh.finding import Severity
from mqttmesh.load import Topology, load
from mqttmesh.mesh import Broker, Mesh, Release
from mqttmesh.render import public_pems, render
from mqttmesh.render.tree import RenderedTree
from mqttmesh.resolve import resolution, resolve


@dataclass(frozen=True, slots=True)
class Rendering:
    """A topology with all that follows from it, and the folder it belongs in.

    Attributes:
        source: The topology's file, as a path from that folder.
    """

    topology: Topology
    mesh: Mesh
    tree: RenderedTree
    out: Path
    source: str


def read(
    path: Path, overrides: Sequence[str] | None, release: Release | None = None
) -> tuple[Topology, Mesh]:
    """A topology and the mesh it describes.

    Raises:
        UsageError: It cannot be read, or has mistakes.
    """
    topology = read_topology(path, overrides)
    return topology, resolve(topology, release=release)


def read_checked(
    path: Path, overrides: Sequence[str] | None, release: Release | None = None
) -> tuple[Topology, Mesh]:
    """The same, once `check` has found no error in it; what else it found is said.

    Raises:
        UsageError: It cannot be read, or has mistakes.
        CheckError: `check` found errors.
    """
    topology = read_topology(path, overrides)
    return topology, checked(topology, release)


def checked(topology: Topology, release: Release | None = None) -> Mesh:
    """The mesh of a topology in which `check` has found no error; what else it found is said.

    Raises:
        UsageError: It has mistakes.
        CheckError: `check` found errors.
    """
    resolved = resolution(topology, release=release)
    findings = check(Case.of(topology, resolved), PROVED)
    if any(each.severity is Severity.ERROR for each in findings):
        raise CheckError(findings, topology.source)
    if findings:
        from mqttmesh.cli import console

        console.warn(findings, topology.source)
    return resolved.mesh


def read_topology(path: Path, overrides: Sequence[str] | None) -> Topology:
    """A topology alone.

    Raises:
        UsageError: It cannot be read, or has mistakes.
    """
    return load(path, overrides or ())


def broker_named(mesh: Mesh, name: str) -> Broker:
    """One broker of a mesh.

    Raises:
        UsageError: It has none of that name.
    """
    known = {broker.name: broker for broker in mesh.brokers}
    if name in known:
        return known[name]
    hint = did_you_mean(name, known, "`mqttmesh render` makes a folder for each.")
    raise UsageError(f"{mesh.topology} has no broker {name}", hint=hint)


def rendering(path: Path, overrides: Sequence[str] | None, out: Path | None) -> Rendering:
    """Everything that `render` writes, in memory."""
    topology, mesh = read_checked(path, overrides)
    return rendered(topology, mesh, out if out is not None else path.parent / mesh.name)


def rendered(topology: Topology, mesh: Mesh, folder: Path) -> Rendering:
    """The same of a mesh that is resolved already."""
    base = Path(os.path.relpath(topology.folder, folder)).as_posix()
    tree = render(mesh, _pems(mesh, topology.folder), base=base)
    return Rendering(topology, mesh, tree, folder, f"{base}/{Path(topology.name).name}")


def _pems(mesh: Mesh, folder: Path) -> dict[str, bytes]:
    """The certificates that are copied into the tree; what reads them takes long to import."""
    wanted = public_pems(mesh)
    if not wanted:
        return {}
    from mqttmesh.certs import trust_pem

    return {pem: trust_pem(folder / pem) for pem in wanted}
