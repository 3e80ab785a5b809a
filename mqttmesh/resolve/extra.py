"""Raw lines: nobody checks what they say, but they may not undo what the rest of the file promises."""

from __future__ import annotations

from mqttmesh.finding import Loc
from mqttmesh.resolve.collector import Collector
from mqttmesh.spec import ExtraConfigSpec

# Each would open a door, name a secret, or begin a block that swallows our lines.
_OURS = {
    "acl_file": "the ACL is derived from the topics",
    "address": "write `hub.dial`",
    "addresses": "write `hub.dial`",
    "allow_anonymous": "write it under `listeners`",
    "bind_address": "write it under `listeners`",
    "certfile": "write `tls`",
    "connection": "every spoke has its one bridge",
    "include_dir": "one file holds all of a broker's configuration",
    "keyfile": "write `tls`",
    "listener": "write it under `listeners`",
    "listener_allow_anonymous": "write it under `listeners`",
    "password": "secrets are references",
    "password_file": "write `users`",
    "per_listener_settings": "each listener keeps its own settings",
    "port": "write it under `listeners`",
    "remote_password": "secrets are references",
    "user": "a broker drops its privileges",
}


def check_extra(spec: ExtraConfigSpec | None, loc: Loc, collector: Collector) -> None:
    """Note raw lines whose option has a place of its own."""
    for part in ("broker", "bridge"):
        for index, line in enumerate(getattr(spec, part) if spec else ()):
            option = line.split(" ", 1)[0]
            if option in _OURS:
                collector.add(
                    "extra-config-refused",
                    f"`{option}` cannot come in by a raw line",
                    (*loc, part, index),
                    _OURS[option],
                )
