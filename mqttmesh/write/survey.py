"""What stands below the output folder, compared with what shall stand there. Reads only."""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from hashlib import sha256

from mqttmesh.render.tree import RenderedFile, RenderedTree
from mqttmesh.write.disk import is_absent, is_in_the_way, open_file, opened_folder, read_open
from mqttmesh.write.ledger import Entry, is_writable_path


class _State(Enum):
    ABSENT = auto()
    SAME = auto()
    OTHER_MODE = (
        auto()
    )  # the right bytes; git keeps no permissions but the exec bit, a checkout has its umask's
    OURS = auto()  # bytes that we wrote, now out of date
    EDITED = auto()  # bytes that we did not write, or no regular file at all
    FOLDER = auto()


@dataclass(frozen=True, slots=True)
class Survey:
    """Paths below the output folder by what stands there.

    Attributes:
        digests: SHA-256 of every wanted file's content.
        missing: Wanted, and not there.
        changed: Wanted, and there as an earlier render left it.
        other_mode: Wanted, and there but for the permissions.
        unwanted: Ours, and no longer wanted.
        edited: Wanted, but something there is not ours.
        edited_unwanted: No longer wanted, or in place of a wanted folder, and not as we left it.
        blocked: Wanted files in whose place is a folder with files that are not ours.
        emptied: Folders that may be empty without the unwanted files, inner ones first.
    """

    digests: Mapping[str, str]
    missing: Sequence[str]
    changed: Sequence[str]
    other_mode: Sequence[str]
    unwanted: Sequence[str]
    edited: Sequence[str]
    edited_unwanted: Sequence[str]
    blocked: Sequence[str]
    emptied: Sequence[str]

    def conflicts(self) -> list[str]:
        """What only `--force` may overwrite or remove."""
        return sorted({*self.edited, *self.edited_unwanted})


def survey(root: int, tree: RenderedTree, owned: set[Entry]) -> Survey:
    """Compare a tree with the folder open as `root`.

    Args:
        root: Descriptor of the output folder.
        tree: What shall stand there.
        owned: What earlier renders wrote, from the manifest and an open journal.

    Raises:
        OSError: Something there cannot be read.
    """
    former = {path for path, _ in owned if path not in tree and is_writable_path(path)}
    obstacles: set[str] = set()
    wanted = _by_state(_states(root, tree, tree, owned, obstacles))
    left = _by_state(_states(root, sorted(former), {}, owned, set()))
    edited_unwanted = [*left[_State.EDITED], *sorted(obstacles - former)]
    emptied = sorted(_folders(former) - _folders(tree), reverse=True)
    removed = {*left[_State.OURS], *edited_unwanted}
    blocked = [path for path in wanted[_State.FOLDER] if not _is_emptied(root, path, removed, emptied)]
    return Survey(
        digests={path: sha256(file.content).hexdigest() for path, file in tree.items()},
        missing=wanted[_State.ABSENT] + [path for path in wanted[_State.FOLDER] if path not in blocked],
        changed=wanted[_State.OURS],
        other_mode=wanted[_State.OTHER_MODE],
        unwanted=left[_State.OURS],
        edited=wanted[_State.EDITED],
        edited_unwanted=edited_unwanted,
        blocked=blocked,
        emptied=emptied,
    )


def _by_state(states: Iterable[tuple[str, _State]]) -> defaultdict[_State, list[str]]:
    paths: defaultdict[_State, list[str]] = defaultdict(list)
    for path, state in states:
        paths[state].append(path)
    return paths


def _states(
    root: int, paths: Iterable[str], tree: RenderedTree, owned: set[Entry], obstacles: set[str]
) -> Iterator[tuple[str, _State]]:
    """The state at each path, folder by folder; adds to `obstacles` what stands where a folder should."""
    names_by_folder: defaultdict[str, list[str]] = defaultdict(list)
    for path in paths:
        folder, _, name = path.rpartition("/")
        names_by_folder[folder].append(name)
    for folder, names in names_by_folder.items():
        prefix = folder and f"{folder}/"
        try:
            with opened_folder(root, folder) as descriptor:
                for name in names:
                    path = prefix + name
                    yield path, _state(descriptor, name, path, tree.get(path), owned)
        except OSError as error:
            if not is_absent(error) and not is_in_the_way(error):
                raise
            if is_in_the_way(error):
                obstacles.add(error.filename)
            for name in names:
                yield prefix + name, _State.ABSENT


def _state(folder: int, name: str, path: str, wanted: RenderedFile | None, owned: set[Entry]) -> _State:
    try:
        file = open_file(folder, name)
    except OSError as error:
        if is_absent(error):
            return _State.ABSENT
        if is_in_the_way(error):
            return _State.EDITED
        error.filename = path
        raise
    try:
        mode = os.fstat(file).st_mode
        if stat.S_ISDIR(mode):
            return _State.FOLDER
        if wanted is not None and stat.S_ISREG(mode) and _holds(file, wanted.content):
            return _State.SAME if stat.S_IMODE(mode) == wanted.mode else _State.OTHER_MODE
        return _State.OURS if _is_ours(file, path, wanted, owned) else _State.EDITED
    finally:
        os.close(file)


def _holds(file: int, content: bytes) -> bool:
    """Whether a file has just this content; one byte more is asked for, to notice a longer one."""
    return os.read(file, len(content) + 1) == content


def _is_ours(file: int, path: str, wanted: RenderedFile | None, owned: set[Entry]) -> bool:
    """Whether a file is as a render left it, but for line ends that a checkout of git may have changed."""
    content = read_open(file)
    if content is None:
        return False
    plain = content.replace(b"\r\n", b"\n")
    if wanted is not None and plain == wanted.content:
        return True
    return any((path, sha256(text).hexdigest()) in owned for text in (content, plain))


def _folders(paths: Iterable[str]) -> set[str]:
    """Every folder above any of the paths, the root excepted."""
    folders: set[str] = set()
    for path in paths:
        folder = path.rpartition("/")[0]
        while folder and folder not in folders:
            folders.add(folder)
            folder = folder.rpartition("/")[0]
    return folders


def _is_emptied(root: int, folder: str, removed: set[str], emptied: Sequence[str]) -> bool:
    """Whether nothing remains of a folder once these files, and the folders they empty, are gone."""
    return all(
        path in emptied and all(f"{path}/{name}" in removed for name in names)
        for path, _, names, _ in os.fwalk(folder, dir_fd=root)
    )
