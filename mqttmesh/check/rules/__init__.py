"""Every rule, registered by hand: one module each, in the folder of its family."""

from mqttmesh.check.rule import Rule
from mqttmesh.check.rules.delivery import no_persistence
from mqttmesh.check.rules.ignores import unknown_rule, unused_ignore
from mqttmesh.check.rules.tls import insecure_bridge
from mqttmesh.finding import Severity

RULES: tuple[Rule, ...] = tuple(
    Rule(module)
    for module in (
        no_persistence,
        unknown_rule,
        unused_ignore,
        insecure_bridge,
    )
)

PROVED: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.severity is not Severity.ADVICE)
"""Those that something proves: what is asked where nobody asks for advice."""
