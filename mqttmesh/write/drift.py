"""How the output folder differs from a rendered tree. Writes nothing, not even a lock."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import unified_diff
from io import StringIO
from pathlib import Path

from mqttmesh.render.tree import RenderedTree
from mqttmesh.write.disk import is_absent, is_in_the_way, opened_folder, read_regular
from mqttmesh.write.folder import explained, opened_output
from mqttmesh.write.ledger import JOURNAL, MANIFEST, dump, load
from mqttmesh.write.survey import Survey, survey
from mqttmesh.write.writer import check_paths

_NOTHING = "/dev/null"


@dataclass(frozen=True, slots=True)
class Drift:
    """Paths below the output folder that are not as a render would leave them, sorted.

    Permissions are no drift: git keeps none but the exec bit, on which nothing relies.

    Attributes:
        missing: Wanted, and not there.
        changed: Out of date: as an earlier render left them, or with the line ends of another system.
        unwanted: Ours, and no longer wanted.
        edited: Edited, or not written by us; a render would refuse them without `--force`.
        interrupted: Whether a render was interrupted there, or is under way.
    """

    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    edited: tuple[str, ...] = ()
    interrupted: bool = False

    @property
    def clean(self) -> bool:
        """Whether a render would change no file's content."""
        return not (self.missing or self.changed or self.unwanted or self.edited or self.interrupted)


def compare(tree: RenderedTree, out: Path, *, topology: str = "") -> Drift:
    """Find what a render would change.

    Args:
        tree: The files to be.
        out: The output folder.
        topology: As `write_tree` has it.

    Raises:
        UsageError: The output folder is a file.
        EnvironmentProblem: It cannot be read.
    """
    with opened_output(out) as root, explained(out, "It cannot be compared."):
        check_paths(tree)
        if root is None:
            return Drift(missing=tuple(sorted([*tree, MANIFEST])))
        manifest, journal = read_regular(root, MANIFEST), read_regular(root, JOURNAL)
        found = _survey(root, tree)
        stale = [MANIFEST] if manifest != dump(found.digests.items(), topology) else []
        return Drift(
            missing=tuple(sorted([*found.missing, *([] if manifest else stale)])),
            changed=tuple(sorted([*found.changed, *(stale if manifest else [])])),
            unwanted=tuple(sorted(found.unwanted)),
            edited=tuple(sorted({*found.conflicts(), *found.blocked})),
            interrupted=journal is not None,
        )


def diff(tree: RenderedTree, out: Path) -> Iterator[str]:
    """Unified diff from what stands in the output folder to what a render would write, a line at a time.

    The manifest is left out: its lines follow from the others.

    Raises:
        UsageError: The output folder is a file.
        EnvironmentProblem: It cannot be read.
    """
    with opened_output(out) as root, explained(out, "It cannot be compared."):
        check_paths(tree)
        if root is None:
            for path in sorted(tree):
                yield from file_diff(path, None, tree[path].content)
            return
        found = _survey(root, tree)
        gone = {*found.unwanted, *found.edited_unwanted}
        for path in sorted({*found.missing, *found.changed, *found.edited, *found.blocked, *gone}):
            yield from file_diff(path, _content(root, path), tree[path].content if path in tree else None)


def _survey(root: int, tree: RenderedTree) -> Survey:
    records = [read_regular(root, name) or b"" for name in (MANIFEST, JOURNAL)]
    return survey(root, tree, load(records[0]) | load(records[1]))


def _content(root: int, path: str) -> bytes | None:
    folder, _, name = path.rpartition("/")
    try:
        with opened_folder(root, folder) as descriptor:
            return read_regular(descriptor, name)
    except OSError as error:
        if is_absent(error) or is_in_the_way(error):
            return None
        raise


def _lines(content: bytes | None) -> list[str]:
    """The lines as git counts them: only a line feed ends one."""
    return StringIO((content or b"").decode(), newline="\n").readlines()


def file_diff(path: str, old: bytes | None, new: bytes | None) -> Iterator[str]:
    """Unified diff of one file, a line at a time; None where there is none."""
    names = (_NOTHING if old is None else f"a/{path}", _NOTHING if new is None else f"b/{path}")
    try:
        before, after = _lines(old), _lines(new)
    except UnicodeDecodeError:
        yield f"Binary files {names[0]} and {names[1]} differ"
        return
    for line in unified_diff(before, after, *names):
        yield line.removesuffix("\n")
        if not line.endswith("\n"):
            yield "\\ No newline at end of file"
