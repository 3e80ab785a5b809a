"""The floor of `check`: load a topology, and do nothing with it."""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    if len(sys.argv) > 1:
        from mqttmesh.load import load

        load(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
