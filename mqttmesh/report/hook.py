"""A deploy hook for certbot (certbot documentation, "Renewing certificates")."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from mqttmesh.errors import UsageError
from mqttmesh.mesh import Mesh


def hook_text(mesh: Mesh, topology: Path, folder: Path) -> str:
    """The script: certbot runs it for each lineage that it renewed.

    Args:
        mesh: The mesh.
        topology: The topology's file.
        folder: Its folder, from which its paths start.

    Raises:
        UsageError: No broker has a certificate of Let's Encrypt.
    """
    cases = list(_cases(mesh, topology, folder))
    if not cases:
        raise UsageError(
            f"no broker of {mesh.name} has a certificate of certbot's",
            hint="Write it as `tls: {letsencrypt: /etc/letsencrypt/live/NAME}`.",
        )
    return "\n".join(
        [
            "#!/bin/sh",
            f"# Puts renewed certificates of the mesh {mesh.name} in use. Save it, with mode 0755, as",
            f"# /etc/letsencrypt/renewal-hooks/deploy/mqttmesh-{mesh.name}",
            "set -eu",
            "case $RENEWED_LINEAGE in",
            *cases,
            "esac",
            "",
        ]
    )


def _cases(mesh: Mesh, topology: Path, folder: Path) -> Iterator[str]:
    command = [sys.executable, "-m", "mqttmesh", "certs", "install", str(topology)]
    for broker in mesh.brokers:
        if broker.key_pair and broker.key_pair.letsencrypt:
            lineage = folder / broker.key_pair.letsencrypt
            # certbot names a lineage by its own --config-dir, which need not be how the topology gets there
            names = dict.fromkeys((os.path.normpath(lineage), os.path.realpath(lineage)))
            yield f"  {' | '.join(map(shlex.quote, names))}) exec {shlex.join([*command, broker.name])} ;;"
