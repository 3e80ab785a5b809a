"""Comments that take findings out."""

from mqttmesh.check.rules.ignores import (
    unknown_rule,
    unused_ignore,
)

MODULES = (
    unknown_rule,
    unused_ignore,
)
