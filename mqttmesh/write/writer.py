"""Write a rendered tree below the output folder."""

from __future__ import annotations

import errno
import os
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.errors import OutOfDateError
from mqttmesh.render.tree import RenderedTree
from mqttmesh.write.disk import Disk, read_regular
from mqttmesh.write.folder import explained, locked_output, opened_output
from mqttmesh.write.ledger import JOURNAL, MANIFEST, dump, is_writable_path, load, topologies
from mqttmesh.write.replacement import Plan, carry_out, clear_staging
from mqttmesh.write.survey import Survey, survey

DISK = Disk()
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What one render did, by path below the output folder, sorted.

    Attributes:
        written: Files created, replaced, or given their permissions back.
        removed: Files of ours that are no longer wanted.
        unchanged: How many files were left untouched.
        finished: What an interrupted render had meant to write, now written or superseded; None without one.
    """

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int
    finished: tuple[str, ...] | None


def write_tree(
    tree: RenderedTree,
    out: Path,
    *,
    topology: str = "",
    force: bool = False,
    patience: float = 10.0,
    disk: Disk = DISK,
) -> WriteReport:
    """Make the output folder hold exactly this tree, besides what is not ours.

    Args:
        tree: The files to be.
        out: The output folder; made when missing.
        topology: The file that it belongs to from now on, as a path from `out`; "" where there is none.
        force: Overwrite and remove files in the way that were edited, or that we did not write; and take the
            folder from another topology.
        patience: Seconds to wait for another render in the same folder.
        disk: The calls that change the disk.

    Raises:
        OutOfDateError: Files that are not ours are in the way, or the folder belongs to another topology; it
            names each, and nothing was written.
        UsageError: The output folder is a file.
        EnvironmentProblem: The file system refuses, or another render holds the folder.
    """
    with locked_output(out, patience) as root, explained(out, "Nothing was changed."):
        check_paths(tree)
        clear_staging(root, disk)
        manifest, journal = read_regular(root, MANIFEST), read_regular(root, JOURNAL)
        if not force:
            _refuse_another(topologies(manifest or b"") | topologies(journal or b""), topology, out)
        found = survey(root, tree, load(manifest or b"") | load(journal or b""))
        _refuse(found, out, force)
        plan = _plan(found, journal, topology)
        if plan.writes or plan.removals or plan.resumed or plan.manifest != manifest:
            carry_out(plan, tree, out, root, disk)
    return WriteReport(
        written=tuple(plan.writes),
        removed=tuple(plan.removals),
        unchanged=len(tree) - len(plan.writes),
        finished=None if journal is None else tuple(sorted({path for path, _ in load(journal)})),
    )


def require_complete(out: Path) -> None:
    """Refuse an output folder in which a render was interrupted, or is under way.

    Raises:
        OutOfDateError: Its journal is open.
        UsageError: It is a file.
        EnvironmentProblem: It cannot be read.
    """
    with opened_output(out) as root, explained(out, "Nothing was started."):
        if root is not None and read_regular(root, JOURNAL) is not None:
            raise OutOfDateError(
                f"a render into {out} was interrupted or is still under way",
                hint="Render again: that finishes it.",
            )


def check_paths(tree: RenderedTree) -> None:
    """Refuse paths that no file system would take, or that would leave the output folder.

    Raises:
        OSError: A name is too long.
        ValueError: A path is not one that rendering may make.
    """
    for path in tree:
        if not is_writable_path(path):
            raise ValueError(f"not a path below the output folder: {path!r}")
        if max(map(len, path.encode().split(b"/"))) > _LONGEST_NAME:
            raise OSError(errno.ENAMETOOLONG, os.strerror(errno.ENAMETOOLONG), path)


def _refuse_another(owners: set[str], topology: str, out: Path) -> None:
    """Refuse a folder of another topology; one that is no more was renamed, or its mesh given up."""
    named = {owner: Path(os.path.normpath(out / owner)) for owner in sorted({*owners, topology} - {""})}
    others = [path for owner, path in named.items() if owner != topology and _exists(path)]
    if topology and topology not in owners and others:
        raise OutOfDateError(
            f"{out} was rendered from {others[0]}, not from {named[topology]}; nothing was written",
            hint="Give one of the two meshes another name, or render to another folder with --out; --force "
            f"hands this one over to {named[topology]}.",
        )


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a manifest may say anything
        return False


def _refuse(found: Survey, out: Path, force: bool) -> None:
    conflicts = found.blocked if force else sorted({*found.conflicts(), *found.blocked})
    if not conflicts:
        return
    several = len(conflicts) > 1
    raise OutOfDateError(
        f"{len(conflicts)} path{'s' * several} in {out} {'are' if several else 'is'} not as mqttmesh left "
        f"{'them' if several else 'it'}; nothing was written",
        hint="Move them away: a folder is never overwritten."
        if found.blocked
        else "See what differs with --diff; --force overwrites or removes what was edited.",
        details=conflicts,
    )


def _plan(found: Survey, journal: bytes | None, topology: str) -> Plan:
    writes = sorted([*found.missing, *found.changed, *found.other_mode, *found.edited])
    intended = [(path, found.digests[path]) for path in writes]
    return Plan(
        writes=writes,
        removals=sorted([*found.unwanted, *found.edited_unwanted]),
        emptied=found.emptied,
        manifest=dump(found.digests.items(), topology),
        journal=dump({*intended, *load(journal or b"")}, topology),
        resumed=journal is not None,
    )
