"""A secret in a raw line.

Raw lines stand in the topology and in the rendered mosquitto.conf as they are:
both are committed, compared in logs and copied about.

## Why

mosquitto.conf(5): `bridge_psk` is the key itself, and what a plugin is told by
`plugin_opt_…` may be a password. There is no reference to a secret in a raw line.

## Fails

```yaml
defaults:
  extra_config:
    unchecked: true
    broker:
      - global_plugin /usr/lib/mosquitto_auth.so
      - plugin_opt_db_password 1fd2 # here
```

## Passes

```yaml
defaults:
  extra_config:
    unchecked: true
    broker:
      - global_plugin /usr/lib/mosquitto_auth.so
      - plugin_opt_db_password_file /run/secrets/db
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.mosquitto_options import of_a_plugin
from mqttmesh.check.raw_lines import raw_lines
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.ERROR
PROOF = "topology"

_SECRET = ("bridge_psk", "local_password", "tls_engine_kpass_sha1")
_NAMED_SO = re.compile(r"(^|_)(pass|passwd|password|passphrase|pw|secret|token|api_?key)$", re.IGNORECASE)


def check(case: Case) -> Iterator[Fault]:
    """Find options of bridges and plugins that are secrets by their names."""
    for line in raw_lines(case):
        if line.option in _SECRET or (of_a_plugin(line.option) and _NAMED_SO.search(line.option)):
            yield Fault(
                line.loc,
                f"`{line.option}` is a secret, and would stand in the rendered files as it is",
                "remove it, or let a plugin read it from a file",
            )
