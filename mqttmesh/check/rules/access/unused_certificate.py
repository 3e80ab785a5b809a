"""A server certificate that no listener shows.

The broker has `tls`, and none of its listeners says `tls: true`: clients come in
without TLS, while the certificate is copied and renewed for nothing.

## Why

mosquitto.conf(5), `certfile`: it belongs to a listener. A key that lies where
nothing needs it can only leak.

## Fails

```yaml
spokes:
  - name: barn
    listeners: [{port: 1883, bind: 127.0.0.1, allow_anonymous: true}]
    tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem} # here
```

## Passes

```yaml
spokes:
  - name: barn
    listeners: [{port: 8883, tls: true, allow_anonymous: true}]
    tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}
```
"""

from __future__ import annotations

from collections.abc import Iterator

from mqttmesh.check.case import Case
from mqttmesh.check.rule import Fault
from mqttmesh.finding import Severity

SEVERITY = Severity.WARNING
PROOF = "topology"


def check(case: Case) -> Iterator[Fault]:
    """Find pairs that a broker without a TLS listener has of its own; one of `defaults` may be for others."""
    for subject in case.brokers:
        if subject.broker.key_pair and not any(listener.tls for listener in subject.broker.listeners):
            for place in subject.places("tls"):
                if place.loc[0] != "defaults":
                    yield Fault(
                        place.loc,
                        f"no listener of {place.who} shows this certificate",
                        "add `tls: true` to a listener, or remove it",
                        on_key=True,
                    )
