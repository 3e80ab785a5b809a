"""A file with a password that other users can read.

Every account and every program of the machine may read it, and log in with it.

## Why

The permission bits of the file, and of the folder that it is in. `secrets init`
makes files that only their owner reads (0600); `secrets check` says the same.

## Fails

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users:
      - name: meter
        write: ["sensors/#"]
        password: {file: open.password} # here
```

## Passes

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users:
      - name: meter
        write: ["sensors/#"]
        password: {file: secrets/meter.password}
```
"""

from __future__ import annotations

import stat
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.secret_files import password_files
from mqttmesh.finding import Severity
from mqttmesh.secrets.catalogue import STORE

SEVERITY = Severity.WARNING
PROOF = "file"

_OTHERS_READ = stat.S_IRGRP | stat.S_IROTH
_OTHERS_ENTER = stat.S_IXGRP | stat.S_IXOTH


def check(case: Case) -> Iterator[Fault]:
    """Find files with passwords that are open, in folders that are open."""
    files = password_files(case, named=True)
    if _mode(case.folder / STORE) & _OTHERS_ENTER:  # else nobody comes to those that are in it
        files = chain(files, password_files(case, named=False))
    for file in files:
        path = case.folder / file.path
        if (mode := _mode(path)) & _OTHERS_READ and _mode(path.parent) & _OTHERS_ENTER:
            yield Fault(
                file.loc,
                f"{file.path}, {file.what}, can be read by others (mode {mode:04o})",
                f"chmod 0600 {file.path}",
            )


def _mode(path: Path) -> int:
    """The permission bits; none where there is nothing."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return 0
