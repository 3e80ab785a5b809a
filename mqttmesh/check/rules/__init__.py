"""Every rule, registered by hand: one module each, in the folder of its family, which lists them."""

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
from mqttmesh.check.rules.broker import (
    aws_host_without_ats,
    aws_port_443_without_alpn,
    debug_log,
    faulty_mosquitto,
    hub_name_of_one_network,
    hub_on_loopback,
    image_not_pinned,
    not_restarted,
    port_listened_on_twice,
    raw_bad_value,
    raw_comment_in_value,
    raw_lines_without_bridge,
    raw_option_out_of_place,
    raw_option_twice,
    raw_option_with_a_key,
    raw_secret,
    raw_unknown_option,
    replaced_label,
    silent_log,
)
from mqttmesh.check.rules import access, bridge, broker, delivery, ignores, tls, topics
from mqttmesh.finding import Severity

RULES: tuple[Rule, ...] = tuple(
    Rule(module)
    for family in (access, bridge, broker, delivery, ignores, tls, topics)
    for module in family.MODULES
)

PROVED: tuple[Rule, ...] = tuple(rule for rule in RULES if rule.severity is not Severity.ADVICE)
"""Those that something proves: what is asked where nobody asks for advice."""
