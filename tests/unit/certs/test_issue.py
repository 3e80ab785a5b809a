"""A leaf is kept while it serves, and issued anew when it does not; keys are their owner's alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from mqttmesh import certs
from mqttmesh.certs import LeafRequest, issue_development_pki, read_certificates
from mqttmesh.certs.leaf import Signer, serves
from mqttmesh.errors import EnvironmentProblem
from tests.support.watching import at_each_line, modes_below

HUB = LeafRequest("hub", ("mqtt.grid.example",), ("127.77.0.1",))
CLIENT = LeafRequest("edge.client", usage="client", common_name="edge")
SOURCES = Path(certs.__file__).parent


def files(pki: Path) -> dict[str, bytes]:
    return {str(path.relative_to(pki)): path.read_bytes() for path in pki.rglob("*") if path.is_file()}


@pytest.fixture
def pki(tmp_path: Path) -> Path:
    """One of the test's own."""
    assert issue_development_pki(tmp_path / "pki", [HUB, CLIENT]) == ("hub", "edge.client")
    return tmp_path / "pki"


def test_a_leaf_that_serves_is_kept_to_the_byte(pki: Path) -> None:
    before = files(pki)
    assert issue_development_pki(pki, [HUB, CLIENT]) == ()
    assert files(pki) == before


def test_fewer_names_are_served_by_the_same_leaf(pki: Path) -> None:
    assert issue_development_pki(pki, [LeafRequest("hub", ("mqtt.grid.example",))]) == ()


@pytest.mark.parametrize(
    "wanted",
    [
        LeafRequest("hub", ("mqtt.grid.example", "localhost"), ("127.77.0.1",)),
        LeafRequest("hub", ("other.grid.example",), ("127.77.0.1",)),
        LeafRequest("hub", ("mqtt.grid.example",), ("127.77.0.2",)),
        LeafRequest("hub", usage="client", common_name="hub"),
    ],
    ids=["one more name", "another name", "another address", "another purpose"],
)
def test_a_leaf_that_lacks_something_is_issued_anew(wanted: LeafRequest, pki: Path) -> None:
    before = files(pki)
    assert issue_development_pki(pki, [wanted]) == ("hub",)
    changed = {name for name, content in files(pki).items() if content != before[name]}
    assert changed == {"hub/fullchain.pem", "hub/privkey.pem"}
    assert issue_development_pki(pki, [wanted]) == ()


def test_a_client_of_another_name_gets_a_leaf_of_its_own(pki: Path) -> None:
    wanted = LeafRequest("edge.client", usage="client", common_name="edge-2")
    assert issue_development_pki(pki, [wanted]) == ("edge.client",)


# A leaf begins a tenth of its lifetime before it is issued: of 198 minutes a third is 66.
@pytest.mark.parametrize(
    ("left", "kept"),
    [
        (timedelta(hours=3), True),
        (timedelta(minutes=67), True),
        (timedelta(minutes=65), False),
        (timedelta(minutes=-1), False),
    ],
)
def test_with_a_third_of_its_life_left_a_leaf_is_due(left: timedelta, kept: bool, tmp_path: Path) -> None:
    issue_development_pki(tmp_path, [HUB], lifetime=timedelta(hours=3))
    leaf = x509.load_pem_x509_certificate((tmp_path / "hub/fullchain.pem").read_bytes())
    authority = x509.load_pem_x509_certificate((tmp_path / "intermediate.pem").read_bytes())
    key = load_pem_private_key((tmp_path / "intermediate.key").read_bytes(), password=None)
    assert isinstance(key, EllipticCurvePrivateKey)
    now = leaf.not_valid_after_utc - left
    assert serves(tmp_path / "hub", HUB, Signer(authority, key), now) is kept


def test_a_leaf_of_minutes_is_kept_when_it_is_new(tmp_path: Path) -> None:
    issue_development_pki(tmp_path, [HUB], lifetime=timedelta(minutes=2))
    assert issue_development_pki(tmp_path, [HUB]) == ()


def test_a_leaf_that_has_expired_is_issued_anew(tmp_path: Path) -> None:
    issue_development_pki(tmp_path, [HUB], lifetime=timedelta(minutes=-1))
    assert issue_development_pki(tmp_path, [HUB]) == ("hub",)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"M", b"N"))


def of_another(path: Path) -> None:
    path.write_bytes((path.parents[1] / "edge.client" / path.name).read_bytes())


@pytest.mark.parametrize("file", ["hub/fullchain.pem", "hub/privkey.pem"])
@pytest.mark.parametrize("spoil", [Path.unlink, empty, damaged, of_another])
def test_a_pair_that_is_not_whole_is_issued_anew(
    spoil: Callable[[Path], object], file: str, pki: Path
) -> None:
    spoil(pki / file)
    assert issue_development_pki(pki, [HUB, CLIENT]) == ("hub",)
    assert issue_development_pki(pki, [HUB, CLIENT]) == ()


def test_a_leaf_of_another_authority_is_issued_anew(pki: Path, tmp_path: Path) -> None:
    issue_development_pki(tmp_path / "other", [HUB])
    for name in ("fullchain.pem", "privkey.pem"):
        (pki / "hub" / name).write_bytes((tmp_path / "other/hub" / name).read_bytes())
    assert issue_development_pki(pki, [HUB]) == ("hub",)


def test_later_leaves_come_from_the_same_root(pki: Path) -> None:
    before = files(pki)
    assert issue_development_pki(pki, [LeafRequest("edge", ("edge.grid.example",))]) == ("edge",)
    assert before.items() <= files(pki).items()
    issuer = read_certificates(pki / "edge/fullchain.pem")[0].issuer
    assert issuer == read_certificates(pki / "hub/fullchain.pem")[0].issuer


@pytest.mark.parametrize("file", ["root.pem", "intermediate.key", "client-root.pem", "client-root.key"])
@pytest.mark.parametrize("spoil", [empty, damaged])
def test_a_damaged_authority_is_named_with_its_cure(
    spoil: Callable[[Path], object], file: str, pki: Path
) -> None:
    spoil(pki / file)
    with pytest.raises(
        EnvironmentProblem, match=f"authority .*{Path(file).stem}.pem cannot be used"
    ) as caught:
        issue_development_pki(pki, [HUB])
    assert str(pki) in caught.value.hint


def test_an_authority_with_anothers_key_signs_nothing(pki: Path) -> None:
    (pki / "intermediate.key").write_bytes((pki / "root.key").read_bytes())
    with pytest.raises(EnvironmentProblem, match=r"intermediate\.key is not its key"):
        issue_development_pki(pki, [LeafRequest("edge", ("edge.grid.example",))])
    assert not (pki / "edge").exists()


def test_an_authority_whose_key_came_alone_is_made_again(pki: Path) -> None:
    """The certificate is written after its key: an interrupt between them leaves a key alone."""
    (pki / "intermediate.pem").unlink()
    assert issue_development_pki(pki, [HUB, CLIENT]) == ("hub",)
    assert issue_development_pki(pki, [HUB, CLIENT]) == ()


@pytest.fixture
def open_umask() -> Iterator[None]:
    earlier = os.umask(0)
    try:
        yield
    finally:
        os.umask(earlier)


@pytest.mark.usefixtures("open_umask")
def test_no_key_is_open_to_others_at_any_moment(tmp_path: Path) -> None:
    seen: dict[str, set[int]] = {}
    whole: set[str] = set()

    def look() -> None:
        for path, mode in modes_below(tmp_path).items():
            seen.setdefault(path, set()).add(mode)
            if path.endswith((".pem", ".key")):
                assert b"-----END" in (tmp_path / path).read_bytes()
                whole.add(path)

    at_each_line(SOURCES, look, lambda: issue_development_pki(tmp_path / "pki", [HUB, CLIENT]))
    keys = [path for path in seen if "key" in path]
    assert {Path(path).name for path in keys} >= {
        "root.key",
        "intermediate.key",
        "client-root.key",
        "privkey.pem",
    }
    assert {path: seen[path] for path in keys} == {path: {0o600} for path in keys}
    assert seen["pki/hub"] == {0o700}
    assert 0o700 in seen["pki"]
    assert "pki/hub/fullchain.pem" in whole


@pytest.mark.parametrize("name", ["root.key", "hub/privkey.pem"])
def test_a_key_is_not_written_through_a_link(name: str, pki: Path, tmp_path: Path) -> None:
    (tmp_path / "target").write_text("somebody else's\n")
    path = pki / name
    path.unlink()
    (pki / "root.pem").unlink()
    path.symlink_to(tmp_path / "target")
    path.with_name(f".{path.name}.new").symlink_to(tmp_path / "target")
    issue_development_pki(pki, [HUB])
    assert (tmp_path / "target").read_text() == "somebody else's\n"
    assert not path.is_symlink()


def test_the_folder_is_made_private_again(pki: Path) -> None:
    pki.chmod(0o755)
    issue_development_pki(pki, [HUB])
    assert modes_below(pki.parent)["pki"] == 0o700
