"""A broker's folder and its secrets as one private tar file, to be carried to its host."""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from mqttmesh.errors import EnvironmentProblem, OutOfDateError, UsageError
from mqttmesh.render.tree import RenderedFile, RenderedTree

_SECRET = 0o600


def write_bundle(
    tree: RenderedTree, mesh: str, broker: str, secrets: Mapping[str, bytes], target: Path
) -> tuple[str, ...]:
    """Write one broker's files and secrets; the file is complete or not there, and nobody else may read it.

    Args:
        tree: The whole rendered mesh.
        mesh: Its name, the folder that the broker's own lies in.
        broker: Whose.
        secrets: Content by path, from the folder that the mesh's lies in.
        target: The tar file; an older one is replaced.

    Returns:
        The paths in it.

    Raises:
        UsageError: A secret lies outside the topology's folder.
        OutOfDateError: `target` is something else than a tar file.
        EnvironmentProblem: The file system refuses.
    """
    outside = [path for path in secrets if path.startswith("/") or ".." in PurePosixPath(path).parts]
    if outside:
        raise UsageError(
            f"{outside[0]} lies outside the topology's folder, and a bundle is unpacked into one",
            hint="Keep the secret below the topology's folder, or carry the folder there by hand.",
        )
    members = {
        f"{mesh}/{path}": file
        for path, file in tree.items()
        if path.partition("/")[0] == broker and "/" in path
    }
    members |= {path: RenderedFile(content, _SECRET) for path, content in secrets.items()}
    try:
        _replace(target, _archive(members))
    except OSError as error:
        raise EnvironmentProblem(f"{target} cannot be written: {error.strerror}") from None
    return tuple(members)


def _archive(members: Mapping[str, RenderedFile]) -> bytes:
    """The same members make the same bytes: no clock, no owner."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, file in members.items():
            member = tarfile.TarInfo(path)
            member.size, member.mode = len(file.content), file.mode
            archive.addfile(member, io.BytesIO(file.content))
    return buffer.getvalue()


def _replace(target: Path, content: bytes) -> None:
    if os.path.lexists(target) and not (target.is_file() and tarfile.is_tarfile(target)):
        raise OutOfDateError(
            f"{target} is there and is no tar file; it was left as it is", hint="Choose another with --out."
        )
    staged = target.with_name(f".{target.name}.new")
    staged.unlink(missing_ok=True)
    handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, _SECRET)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        staged.replace(target)
    except BaseException:
        staged.unlink()
        raise
