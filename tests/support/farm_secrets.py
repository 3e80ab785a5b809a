"""Secrets in the farm's folder that are not kept well."""

from __future__ import annotations

import subprocess
from pathlib import Path


def write_farm_secrets(folder: Path) -> None:
    """One password that git keeps, and one that everybody may read."""
    (folder / "leaked.password").write_text("once secret\n")
    (folder / "leaked.password").chmod(0o600)
    (folder / "open.password").write_text("secret to nobody\n")
    (folder / "open.password").chmod(0o644)
    folder.chmod(0o755)
    subprocess.run(["git", "init", "--quiet"], cwd=folder, check=True)
    subprocess.run(["git", "add", "leaked.password"], cwd=folder, check=True)
