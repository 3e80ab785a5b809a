"""A certificate that is not on this machine, and so was not checked.

That is as it should be where keys and certificates live on the brokers' hosts.
Run `mqttmesh check` there, or copy the certificates (never the keys) beside
the topology.

## Why

What is not here cannot be judged: its dates, names and chain are known on its
host alone.

## Fails

```yaml
trust: [pki/absent.pem] # here
```

## Passes

```yaml
trust: [pki/root.pem]
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.check.told import told
from mqttmesh.finding import Loc, Severity

SEVERITY = Severity.ADVICE
PROOF = "advice"


def check(case: Case) -> Iterator[Fault]:
    """Find files of certificates that are not here."""
    yield from told(_found(case), "copy it beside the topology, or check it on its host")


def _found(case: Case) -> Iterator[tuple[Loc, str, str]]:
    named = [(each.loc, each.pair.certificate) for each in case.papers.shown]
    for loc, name in (*named, *((each.loc, each.name) for each in case.papers.believed)):
        if not case.certificates.has(name) and not case.certificates.dangles(name):
            yield loc, name, "is not on this machine, and was not checked"
