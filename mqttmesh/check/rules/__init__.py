"""Every rule, registered by hand: one module each, in the folder of its family."""

from mqttmesh.check.rule import Rule
from mqttmesh.check.rules.delivery import no_persistence
from mqttmesh.check.rules.tls import insecure_bridge

RULES: tuple[Rule, ...] = tuple(
    Rule(module)
    for module in (
        no_persistence,
        insecure_bridge,
    )
)
