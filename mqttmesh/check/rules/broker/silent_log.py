"""A log that does not tell what fails.

Without `error` and `warning` a broker says nothing of a certificate that is
refused, a file that it cannot read or a bridge that does not come up. `explain`
then has nothing to read.

## Why

mosquitto.conf(5), `log_type`; `none` and `log_dest none` take all others away. A
real hub that refuses a client without TLS says so with `error`, and nothing
without.

## Fails

```yaml
defaults:
  log: {types: [notice, information]} # here
```

## Passes

```yaml
defaults:
  log: {types: [error, warning, notice]}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.raw_lines import raw_lines
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "broker"

_NEEDED = ("error", "warning")
_SILENCE = (("log_type", "none"), ("log_dest", "none"))


def check(case: Case) -> Iterator[Fault]:
    """Find brokers that log no errors or warnings, and raw lines that take every line away."""
    for subject in case.brokers:
        missing = [kind for kind in _NEEDED if kind not in subject.broker.log.types]
        if missing:
            for place in subject.places("log", "types"):
                yield Fault(
                    place.loc,
                    f"the log of {place.who} has no line of {' and '.join(missing)}",
                    f"add `{', '.join(missing)}`",
                )
    for line in raw_lines(case):
        if (line.option, line.value) in _SILENCE:
            yield Fault(line.loc, f"with `{line.option} none` nothing is logged at all", "remove the line")
