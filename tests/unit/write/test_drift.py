"""What `--check` and `--diff` say."""

from pathlib import Path

import pytest

from mqttmesh.render.tree import RenderedFile
from mqttmesh.write import Drift, compare, diff, require_complete, write_tree
from tests.support.trees import contents, tree

FILES = {"compose": "one\ntwo\n", "edge/acl": "edge\n", "hub/acl": "hub\n"}


@pytest.fixture
def rendered(out: Path) -> Path:
    write_tree(tree(FILES), out)
    return out


def drift(files: dict[str, str], out: Path) -> Drift:
    return compare(tree(files), out)


def test_a_fresh_render_is_clean_and_complete(rendered: Path) -> None:
    assert drift(FILES, rendered) == Drift()
    assert drift(FILES, rendered).clean
    assert list(diff(tree(FILES), rendered)) == []
    require_complete(rendered)


def test_a_folder_that_does_not_exist_is_complete_and_all_is_missing(out: Path) -> None:
    require_complete(out)
    assert drift({"a": "a\n"}, out) == Drift(missing=(".mqttmesh.json", "a"))
    assert list(diff(tree({"a": "a\n"}), out)) == ["--- /dev/null", "+++ b/a", "@@ -0,0 +1 @@", "+a"]


def test_each_kind_of_drift_is_told_apart(rendered: Path) -> None:
    (rendered / "hub/acl").write_text("by hand\n")
    found = drift({"compose": "2\n", "hub/acl": "new\n", "new": "new\n"}, rendered)
    assert found == Drift(
        missing=("new",), changed=(".mqttmesh.json", "compose"), unwanted=("edge/acl",), edited=("hub/acl",)
    )
    assert not found.clean


def test_an_edited_file_is_drift_though_the_topology_is_the_same(rendered: Path) -> None:
    (rendered / "hub/acl").write_text("by hand\n")
    assert drift(FILES, rendered) == Drift(edited=("hub/acl",))


def test_a_deleted_file_is_missing(rendered: Path) -> None:
    (rendered / "hub/acl").unlink()
    assert drift(FILES, rendered) == Drift(missing=("hub/acl",))


@pytest.mark.parametrize("mode", [0o600, 0o755, 0o444])
def test_permissions_are_no_drift(rendered: Path, mode: int) -> None:
    (rendered / "hub/acl").chmod(mode)
    assert drift(FILES, rendered).clean


def test_another_manifest_is_drift(rendered: Path) -> None:
    (rendered / ".mqttmesh.json").write_text("{}")
    assert drift(FILES, rendered) == Drift(changed=(".mqttmesh.json",))
    (rendered / ".mqttmesh.json").unlink()
    assert drift(FILES, rendered) == Drift(missing=(".mqttmesh.json",))


def test_line_ends_of_another_system_are_drift_but_no_edit(rendered: Path) -> None:
    (rendered / "hub/acl").write_bytes(b"hub\r\n")
    assert drift(FILES, rendered) == Drift(changed=("hub/acl",))


def test_comparing_and_diffing_write_nothing(rendered: Path) -> None:
    before = contents(rendered), rendered.stat().st_mtime_ns
    assert not drift({"compose": "2\n"}, rendered).clean
    assert list(diff(tree({"compose": "2\n"}), rendered))
    assert (contents(rendered), rendered.stat().st_mtime_ns) == before


def test_the_diff_reads_as_git_would_print_it(rendered: Path) -> None:
    (rendered / "hub/acl").unlink()
    (rendered / "hub/acl").symlink_to("elsewhere")
    assert list(diff(tree({"compose": "one\n2", "hub/acl": "hub\n"}), rendered)) == [
        "--- a/compose",
        "+++ b/compose",
        "@@ -1,2 +1,2 @@",
        " one",
        "-two",
        "+2",
        "\\ No newline at end of file",
        "--- a/edge/acl",
        "+++ /dev/null",
        "@@ -1 +0,0 @@",
        "-edge",
        "--- /dev/null",
        "+++ b/hub/acl",
        "@@ -0,0 +1 @@",
        "+hub",
    ]


def test_only_a_line_feed_ends_a_line_of_a_diff(rendered: Path) -> None:
    files = {**FILES, "hub/acl": "a\u2028b\x0cc\rd\n"}
    assert list(diff(tree(files), rendered))[3:] == ["-hub", "+a\u2028b\x0cc\rd"]


def test_a_binary_file_is_only_said_to_differ(rendered: Path) -> None:
    files = {**tree(FILES), "hub/acl": RenderedFile(b"\xff\x00")}
    assert list(diff(files, rendered)) == ["Binary files a/hub/acl and b/hub/acl differ"]
