"""Every rule, registered by hand: one module each, in the folder of its family."""

from mqttmesh.check.rule import Rule
from mqttmesh.check.rules.access import (
    anonymous_beside_users,
    anonymous_hub,
    clear_text_bridge,
    clear_text_passwords,
    exposed_password,
    open_to_anyone,
    secret_among_rendered_files,
    shared_password,
    tracked_secret,
    unreachable_users,
    unused_anonymous,
    unused_certificate,
    unwritable_sys,
    user_reads_everything,
    user_without_access,
)
from mqttmesh.check.rules.delivery import (
    no_persistence,
)
from mqttmesh.check.rules.ignores import (
    unknown_rule,
    unused_ignore,
)
from mqttmesh.check.rules.tls import (
    insecure_bridge,
)
from mqttmesh.finding import Severity

RULES: tuple[Rule, ...] = tuple(
    Rule(module)
    for module in (
        anonymous_beside_users,
        anonymous_hub,
        clear_text_bridge,
        clear_text_passwords,
        exposed_password,
        open_to_anyone,
        secret_among_rendered_files,
        shared_password,
        tracked_secret,
        unreachable_users,
        unused_anonymous,
        unused_certificate,
        unwritable_sys,
        user_reads_everything,
        user_without_access,
        no_persistence,
        unknown_rule,
        unused_ignore,
        insecure_bridge,
    )
)

PROVED: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.severity is not Severity.ADVICE)
"""Those that something proves: what is asked where nobody asks for advice."""
