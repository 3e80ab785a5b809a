"""Certificates where certbot puts them: files in `archive`, relative links in `live`."""

from __future__ import annotations

from pathlib import Path

from tests.support.authority import IssuedPair


def lay_pair(folder: Path, name: str, pair: IssuedPair, version: int = 1) -> None:
    """Lay a pair below certbot's folder as a lineage's newest; readable by their owner alone."""
    live, archive = folder / "live" / name, folder / "archive" / name
    live.mkdir(parents=True, exist_ok=True)
    archive.mkdir(parents=True, exist_ok=True)
    for kind, content in (("fullchain", pair.certificate), ("privkey", pair.private_key)):
        file = archive / f"{kind}{version}.pem"
        file.touch(0o600)
        file.write_bytes(content)
        fresh = live / f"{kind}.new"
        fresh.symlink_to(f"../../archive/{name}/{file.name}")
        fresh.rename(live / f"{kind}.pem")
