"""Laws of writing, for any trees."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from mqttmesh.render.tree import RenderedFile
from mqttmesh.write import compare, write_tree
from mqttmesh.write.ledger import is_writable_path

NAMES = st.sampled_from(["a", "b", "hub", "edge-1", "acl", ".gitattributes", "ä ö"])
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
FILES = st.builds(
    RenderedFile, st.sampled_from([b"", b"1\n", b"2\n", b"\xff\r\n"]), st.sampled_from([0o644, 0o600])
)


def without_files_as_folders(tree: dict[str, RenderedFile]) -> dict[str, RenderedFile]:
    """No file system holds both `a` and `a/b`."""
    return {path: file for path, file in tree.items() if not any(f"{path}/" in f"{other}" for other in tree)}


TREES = st.dictionaries(PATHS, FILES, max_size=8).map(without_files_as_folders)


def on_disk(out: Path) -> dict[str, RenderedFile]:
    return {
        str(path.relative_to(out)): RenderedFile(path.read_bytes(), path.stat().st_mode & 0o7777)
        for path in out.rglob("*")
        if path.is_file() and path.name != ".mqttmesh.json"
    }


def folders(out: Path) -> set[Path]:
    return {path for path in out.rglob("*") if path.is_dir()}


@given(TREES, TREES)
def test_after_any_other_tree_the_folder_holds_exactly_this_one(
    first: dict[str, RenderedFile], second: dict[str, RenderedFile]
) -> None:
    with TemporaryDirectory(dir="/dev/shm") as name:
        out = Path(name)
        write_tree(first, out)
        write_tree(second, out)
        assert on_disk(out) == second
        assert all(any(folder.iterdir()) for folder in folders(out))
        assert compare(second, out).clean


@given(TREES, TREES)
def test_a_second_render_writes_nothing_and_another_tree_is_drift(
    tree: dict[str, RenderedFile], other: dict[str, RenderedFile]
) -> None:
    with TemporaryDirectory(dir="/dev/shm") as name:
        out = Path(name)
        write_tree(tree, out)
        report = write_tree(tree, out)
        assert (report.written, report.removed, report.unchanged) == ((), (), len(tree))
        same = {path: file.content for path, file in tree.items()} == {
            path: file.content for path, file in other.items()
        }
        assert compare(other, out).clean == same


@given(
    TREES,
    TREES,
    st.dictionaries(NAMES.map("mine-{}".format), st.binary(max_size=4), max_size=3),
    st.booleans(),
)
def test_what_is_not_ours_survives(
    first: dict[str, RenderedFile], second: dict[str, RenderedFile], strangers: dict[str, bytes], force: bool
) -> None:
    with TemporaryDirectory(dir="/dev/shm") as name:
        out = Path(name)
        write_tree(first, out)
        for stranger, content in strangers.items():
            (out / stranger).write_bytes(content)
        write_tree(second, out, force=force)
        assert {stranger: (out / stranger).read_bytes() for stranger in strangers} == strangers
        assert on_disk(out).keys() == second.keys() | strangers.keys()


@given(st.text(alphabet='a./\\\n\0"ä\ud800', max_size=6))
def test_a_path_that_passes_stays_below_the_folder(path: str) -> None:
    if is_writable_path(path):
        assert (Path("/out") / path).is_relative_to("/out")
        assert ".." not in path.split("/")
        assert str(Path(path)) == path
        assert path.encode().isascii() or "ä" in path
