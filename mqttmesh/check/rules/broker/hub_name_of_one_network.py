"""A hub's name that resolves in one network only.

A name without a dot, or below `.local`, `.lan` or `.internal`, means nothing in
the public DNS: spokes elsewhere do not find it, and no public authority issues a
certificate for it. Names below `.local` are multicast DNS, which the C library of
Alpine's images does not speak.

## Why

RFC 6762 §3, `.local`; musl's resolver asks name servers alone. Your own DNS may
well know such a name, and nothing here can ask it.

## Fails

```yaml
hub:
  host: hub.local # here
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
```

## Passes

```yaml
hub:
  host: mqtt.farm.example
  listeners: [{port: 8883, tls: true}]
  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.reach import is_loopback
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity
from mqttmesh.spec.scalars import is_address

SEVERITY = Severity.ADVICE
PROOF = "advice"

_PRIVATE = ("local", "lan", "internal", "home", "localdomain")


def check(case: Case) -> Iterator[Fault]:
    """Find a `hub.host` that the public DNS cannot hold."""
    host = case.spec.hub.host.rstrip(".")
    if case.spec.hub.dial or is_address(host) or is_loopback(host):
        return
    _, dot, last = host.rpartition(".")
    if not dot or last.lower() in _PRIVATE:
        yield Fault(
            ("hub", "host"),
            f"`{host}` resolves in one network at most",
            "write a name of the public DNS, or say in `hub.dial` what spokes reach",
        )
