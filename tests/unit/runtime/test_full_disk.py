"""What cannot be written is named: the system's own error of a full disk names no file."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from mqttmesh.certs import LeafRequest, issue_development_pki
from mqttmesh.runtime.outfit import put, replace_public
from mqttmesh.runtime.state import KnownMesh, remember

CONTENT = b"x" * 100
MESH = KnownMesh("native", "2.0.22" * 20, development=True, brokers={})


@pytest.mark.parametrize(
    ("write", "named"),
    [
        (lambda folder: put(folder / "hub", {"acl": CONTENT}, None), "hub/acl"),
        (lambda folder: replace_public(folder / "trust.pem", CONTENT), "trust.pem"),
        (lambda folder: remember(folder, MESH), "state.json"),
        (lambda folder: issue_development_pki(folder / "pki", [LeafRequest("hub", ("a.b",))]), "pki/"),
    ],
    ids=["outfit", "trust", "state", "pki"],
)
def test_a_write_that_fails_names_its_file(
    write: Callable[[Path], object], named: str, tmp_path: Path
) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(CONTENT) // 2, hard))  # stands in for a full disk
    try:
        with pytest.raises(OSError, match="File too large") as caught:
            write(tmp_path)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert caught.value.filename.startswith(str(tmp_path / named))
