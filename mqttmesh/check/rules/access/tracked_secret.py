"""A password or private key that git keeps.

Everybody who has the repository has the secret, in every clone and for ever:
removing the file later leaves it in the history.

## Why

`git ls-files` names the file. `secrets init` writes a `.gitignore` into
`secrets/` for this reason; a file elsewhere needs one of its own.

## Fails

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users:
      - name: meter
        write: ["sensors/#"]
        password: {file: leaked.password} # here
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

from collections.abc import Iterator
from pathlib import PurePath

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.secret_files import named_files, tracked_files
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "file"


def check(case: Case) -> Iterator[Fault]:
    """Find files with secrets, named by the topology, that are in git's index."""
    named = [file for file in named_files(case) if not PurePath(file.path).is_absolute()]
    tracked = tracked_files(case.folder) if named else frozenset()
    for file in named:
        if str(PurePath(file.path)) in tracked:
            yield Fault(
                file.loc,
                f"git keeps {file.path}, {file.what}",
                f"git rm --cached {file.path}, let .gitignore name it, and make a new secret",
            )
