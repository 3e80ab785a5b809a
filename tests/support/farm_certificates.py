"""The farm's certificates: its own, which are sound, and those that examples of rules name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding

from tests.support.certificates import (
    DAY,
    Entity,
    authority,
    leaf,
    pem,
    rsa_key,
    signed_with_sha1,
    write_pair,
)

NAME = "mqtt.farm.example"
OUR_ROOT = authority("Farm Root")
OTHER_ROOT = authority("Other Root")
SPOKES = authority("Farm Spokes")
INTERMEDIATE = authority("Farm Intermediate", OUR_ROOT, path_length=0)


def write_farm_certificates(folder: Path) -> None:
    """Every file, below `pki/` and `live/`."""
    pki = folder / "pki"
    for name, (chain, key) in _pairs().items():
        write_pair(pki / name, chain, key)
    (pki / "open/privkey.pem").chmod(0o644)
    own_chain = (pki / "hub/fullchain.pem").read_bytes()
    (pki / "hub/cert.pem").write_bytes(own_chain[: -len(INTERMEDIATE.pem)])
    for name, content in _authorities().items():
        (pki / name).write_bytes(content)
    live = folder / "live" / NAME
    live.mkdir(parents=True)
    for name in ("fullchain", "privkey"):
        (live / f"{name}.pem").symlink_to(f"../../archive/{NAME}/{name}1.pem")


def _authorities() -> dict[str, bytes]:
    old = authority("Old Root", begins=-20 * DAY, ends=-DAY)
    return {
        "root.pem": OUR_ROOT.pem,
        "root.der": OUR_ROOT.certificate.public_bytes(Encoding.DER),
        "other-root.pem": OTHER_ROOT.pem,
        "old-root.pem": old.pem,
        "intermediate.pem": INTERMEDIATE.pem,
        "spokes.pem": SPOKES.pem,
        "yr1.pem": authority("YR1", OTHER_ROOT, organization="Let's Encrypt").pem,
        "isrg-root-x2.pem": (Path(__file__).parent / "isrg-root-x2.pem").read_bytes(),
    }


def _pairs() -> dict[str, tuple[bytes, bytes]]:
    """Chain and key, by the folder they are in."""
    hub = _hub()
    own = hub, INTERMEDIATE
    return {
        "hub": _pair(*own),
        "elsewhere": _pair(leaf(INTERMEDIATE, names=["mqtt.elsewhere.example"]), INTERMEDIATE),
        "expired": _pair(_hub(begins=-90 * DAY, ends=-DAY), INTERMEDIATE),
        "early": _pair(_hub(begins=DAY), INTERMEDIATE),
        "aging": _pair(_hub(begins=-80 * DAY, ends=10 * DAY), INTERMEDIATE),
        "client": _pair(_hub(purposes=("client",)), INTERMEDIATE),
        "weak": _pair(_hub(key=rsa_key(1024)), INTERMEDIATE),
        "swapped": (pem(*own), _hub().key_pem()),
        "locked": (pem(*own), hub.key_pem(b"geheim")),
        "open": _pair(*own),
        "backwards": (pem(INTERMEDIATE, hub), hub.key_pem()),
        "stray": _pair(*own, OTHER_ROOT),
        **_odd_chains(),
        "barn": _pair(_spoke(SPOKES, "barn")),
        "stranger": _pair(_spoke(SPOKES, "coop")),
        "foreign": _pair(_spoke(OTHER_ROOT, "barn")),
    }


def _odd_chains() -> dict[str, tuple[bytes, bytes]]:
    upper = authority("Upper", OUR_ROOT)
    lower = authority("Lower", upper)
    last = authority("Last", OUR_ROOT, path_length=0)
    too_many = authority("One Too Many", last)
    expired = authority("Old Intermediate", OUR_ROOT, begins=-90 * DAY, ends=-DAY)
    confined = authority("Confined", OUR_ROOT, permitted=["other.example"])
    no_authority = authority("No Authority", OUR_ROOT, is_ca=False)
    with_rsa = authority("RSA", OUR_ROOT, key=rsa_key(2048))
    return {
        "shuffled": _pair(_hub(lower), upper, lower),
        "deep": _pair(_hub(too_many), too_many, last),
        "old-chain": _pair(_hub(expired), expired),
        "constrained": _pair(_hub(confined), confined),
        "unlawful": _pair(_hub(no_authority), no_authority),
        "sha1": _pair(signed_with_sha1(_hub(with_rsa), with_rsa), with_rsa),
    }


def _pair(own: Entity, *above: Entity) -> tuple[bytes, bytes]:
    return pem(own, *above), own.key_pem()


def _hub(issuer: Entity = INTERMEDIATE, **options: Any) -> Entity:
    return leaf(issuer, names=[NAME, "*.farm.example"], **options)


def _spoke(issuer: Entity, name: str) -> Entity:
    return leaf(issuer, common_name=name, purposes=("client",))
