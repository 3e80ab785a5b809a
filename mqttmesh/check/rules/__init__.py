"""Every rule, registered by hand: one module each, in the folder of its family, which lists them."""

from mqttmesh.check.rule import Rule
from mqttmesh.check.rules import access, bridge, broker, delivery, ignores, tls, topics
from mqttmesh.finding import Severity

RULES: tuple[Rule, ...] = tuple(
    Rule(module)
    for family in (access, bridge, broker, delivery, ignores, tls, topics)
    for module in family.MODULES
)

PROVED: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.severity is not Severity.ADVICE)
"""Those that something proves: what is asked where nobody asks for advice."""
