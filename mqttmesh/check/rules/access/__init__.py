"""Who may come in, and what they may do."""

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

MODULES = (
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
