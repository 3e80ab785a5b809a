"""Rendered trees and output folders, as tests write and read them."""

from collections.abc import Mapping
from pathlib import Path

from mqttmesh.render.tree import RenderedFile


def tree(files: Mapping[str, str]) -> dict[str, RenderedFile]:
    """A tree of text files, each 0644."""
    return {path: RenderedFile(text.encode()) for path, text in files.items()}


def contents(folder: Path) -> dict[str, str]:
    """What every file below a folder holds, but the manifest; of a link, where it points."""
    return {
        str(path.relative_to(folder)): str(path.readlink())
        if path.is_symlink()
        else path.read_bytes().decode(errors="surrogateescape")
        for path in folder.rglob("*")
        if (path.is_symlink() or not path.is_dir()) and path != folder / ".mqttmesh.json"
    }
