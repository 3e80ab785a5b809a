"""Draw the terminal picture of the README from what the demo really prints.

It is drawn anew by hand, `.venv/bin/python scripts/picture.py`: process ids and addresses differ each time.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.text import Text

ROOT = Path(__file__).parents[1]
PICTURE = ROOT / "docs" / "images" / "demo.svg"
FONTS = 'ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace'


def demo_output() -> str:
    """What `make demo` prints on a terminal, up to its advice, from a scratch copy of the examples."""
    with tempfile.TemporaryDirectory() as scratch:
        shutil.copytree(ROOT / "topologies", Path(scratch, "topologies"), ignore=_left_by_a_demo)
        script = Path(scratch, "scripts", "demo.py")
        script.parent.mkdir()
        shutil.copy(ROOT / "scripts" / "demo.py", script)
        shown = subprocess.run([sys.executable, script], stdout=subprocess.PIPE, text=True, check=True).stdout
    return shown.partition("What to try next:")[0].rstrip()


def _left_by_a_demo(folder: str, names: list[str]) -> set[str]:
    return {name for name in names if name in ("quickstart", "secrets", ".mqttmesh")}


def drawn(output: str) -> str:
    """The output as an SVG that asks nobody for a font."""
    lines = output.splitlines()
    console = Console(record=True, width=max(map(len, lines)) + 1, file=StringIO(), force_terminal=True)
    for line in lines:
        console.print(Text(line, style="bold green" if line.startswith("$ ") else ""), soft_wrap=True)
    svg = console.export_svg(title="make demo")
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"<!--.*?-->\s*", "", svg, flags=re.DOTALL)
    return re.sub(r"font-family: ?(Fira Code, monospace|arial)", f"font-family: {FONTS}", svg)


if __name__ == "__main__":
    PICTURE.parent.mkdir(exist_ok=True)
    PICTURE.write_text(drawn(demo_output()) + "\n", encoding="utf-8")
