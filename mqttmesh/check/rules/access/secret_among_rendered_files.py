"""A password or private key in the folder that is rendered.

`./NAME/` beside the topology holds what `render` makes: it is committed, compared
and copied to hosts, each broker's folder whole. A secret in it goes along.

## Why

The name of the mesh is the name of that folder, and the path leads into it.

## Fails

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1}]
    users:
      - name: meter
        write: ["sensors/#"]
        password: {file: farm/barn/meter.password} # here
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

import os.path
from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.secret_files import named_files
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "topology"


def check(case: Case) -> Iterator[Fault]:
    """Find secrets below the folder that has the mesh's name."""
    rendered = f"{case.mesh.name}/"
    for file in named_files(case):
        if os.path.normpath(file.path).startswith(rendered):
            yield Fault(
                file.loc,
                f"{file.path}, {file.what}, lies among the rendered files, which are committed and copied",
                "keep it elsewhere, such as below `secrets/`",
            )
