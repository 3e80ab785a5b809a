"""Bring the output folder from what it holds to what it shall hold, such that every file is old or new."""

from __future__ import annotations

import errno
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from mqttmesh.render.tree import RenderedTree
from mqttmesh.write.disk import Disk, opened_folder
from mqttmesh.write.folder import explained
from mqttmesh.write.ledger import JOURNAL, MANIFEST, STAGING

_FEW = 256
_EMPTY_OR_GONE = frozenset({errno.ENOTEMPTY, errno.EEXIST, errno.ENOENT, errno.ENOTDIR})


@dataclass(frozen=True, slots=True)
class Plan:
    """What one render changes.

    Attributes:
        writes: Files to create or replace.
        removals: Files to remove.
        emptied: Folders to remove where nothing is left in them, inner ones first.
        manifest: The manifest's new text.
        journal: What is ours from now until the manifest says so.
        resumed: Whether an earlier render's journal is open.
    """

    writes: Sequence[str]
    removals: Sequence[str]
    emptied: Sequence[str]
    manifest: bytes
    journal: bytes
    resumed: bool


def carry_out(plan: Plan, tree: RenderedTree, out: Path, root: int, disk: Disk) -> None:
    """Write and remove what the plan says.

    All new bytes are first staged in a folder of their own, on the same file system: a full disk is met
    before the first file changes, and who reads a broker's folder meanwhile finds no half-written file in it.

    Raises:
        OSError: Staging failed; the folder is as it was.
        EnvironmentProblem: A later step failed; the journal stays open.
    """
    try:
        _stage(plan, tree, root, disk)
    except BaseException:
        with suppress(OSError):
            clear_staging(root, disk)
            if not plan.resumed:
                disk.remove(root, JOURNAL)
        raise
    outcome = "Each file there is either old or new; render again to finish."
    try:
        with explained(out, outcome):
            _change(plan, root, disk)
    except BaseException:
        with suppress(OSError):
            clear_staging(root, disk)
        raise


def clear_staging(root: int, disk: Disk) -> None:
    """Remove what an interrupted render staged."""
    try:
        with _about(STAGING), opened_folder(root, STAGING) as staging:
            with os.scandir(staging) as entries:
                names = [entry.name for entry in entries]
            for name in names:
                disk.remove(staging, name)
    except FileNotFoundError:
        return
    disk.remove_folder(root, STAGING)


def _stage(plan: Plan, tree: RenderedTree, root: int, disk: Disk) -> None:
    # Against power loss the new bytes must be on the medium before a file's name points to them. A wait for
    # each file takes minutes for a large mesh on a real disk, one wait for the whole machine seconds; for few
    # files it is the reverse. Names need no wait: journalling file systems keep the order of renames.
    few = len(plan.writes) <= _FEW
    disk.make_folder(root, STAGING)
    with opened_folder(root, STAGING) as staging:
        with _about(JOURNAL):
            disk.create(staging, JOURNAL, plan.journal, 0o644, durable=True)
            disk.replace(staging, JOURNAL, root, JOURNAL)
            disk.sync(root)
        for staged, path in enumerate(plan.writes):
            file = tree[path]
            try:
                disk.create(staging, str(staged), file.content, file.mode, durable=few)
            except OSError as error:
                error.filename = path
                raise
        with _about(MANIFEST):
            disk.create(staging, MANIFEST, plan.manifest, 0o644, durable=True)
        if not few:
            disk.sync()


def _change(plan: Plan, root: int, disk: Disk) -> None:
    with opened_folder(root, STAGING) as staging:
        _remove(plan, root, disk)
        _replace(plan, root, staging, disk)
        with _about(MANIFEST):
            disk.replace(staging, MANIFEST, root, MANIFEST)
            disk.sync(root)
    disk.remove_folder(root, STAGING)
    disk.remove(root, JOURNAL)


def _remove(plan: Plan, root: int, disk: Disk) -> None:
    for path in plan.removals:
        folder, _, name = path.rpartition("/")
        with _about(path), opened_folder(root, folder) as descriptor:
            disk.remove(descriptor, name)
    for path in plan.emptied:
        folder, _, name = path.rpartition("/")
        try:
            with _about(path), opened_folder(root, folder) as descriptor:
                disk.remove_folder(descriptor, name)
        except OSError as error:
            if error.errno not in _EMPTY_OR_GONE:
                raise


def _replace(plan: Plan, root: int, staging: int, disk: Disk) -> None:
    staged_by_folder: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for staged, path in enumerate(plan.writes):
        folder, _, name = path.rpartition("/")
        staged_by_folder[folder].append((str(staged), name))
    for folder, moves in staged_by_folder.items():
        with _about(folder), opened_folder(root, folder, maker=disk) as descriptor:
            for source, name in moves:
                disk.replace(staging, source, descriptor, name)


@contextmanager
def _about(path: str) -> Iterator[None]:
    """Have every OSError within name this path; the calls themselves know only its last part."""
    try:
        yield
    except OSError as error:
        error.filename = path
        raise
