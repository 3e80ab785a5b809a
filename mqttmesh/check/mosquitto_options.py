"""The options of mosquitto.conf: which release knows them, where they belong, and what they take.

Asked of the brokers themselves: each name was given to Mosquitto 2.0.21 and 2.1.2 at every place and with
every kind of value (tests/e2e/test_rules_broker.py asks again).
"""

from __future__ import annotations

from mqttmesh.mesh import Release


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


BRIDGE = _words("""
    address addresses bridge_alpn bridge_attempt_unsubscribe bridge_bind_address bridge_cafile bridge_capath
    bridge_certfile bridge_ciphers bridge_ciphers_tls1.3 bridge_identity bridge_insecure bridge_keyfile
    bridge_max_packet_size bridge_max_topic_alias bridge_outgoing_retain bridge_protocol_version bridge_psk
    bridge_receive_maximum bridge_reload_type bridge_require_ocsp bridge_session_expiry_interval
    bridge_tcp_keepalive bridge_tcp_user_timeout bridge_tls_use_os_certs bridge_tls_version cleansession
    clientid idle_timeout keepalive_interval local_cleansession local_clientid local_password local_username
    notification_topic notifications notifications_local_only password remote_clientid remote_password
    remote_username restart_timeout round_robin start_type threshold topic try_private username
""")
"""Those of a bridge; before one they stop the broker."""

LISTENER = _words("""
    accept_protocol_versions acl_file allow_anonymous allow_zero_length_clientid auth_plugin auto_id_prefix
    bind_address bind_interface cafile capath certfile ciphers ciphers_tls1.3 crlfile dhparamfile
    disable_client_cert_date_checks enable_proxy_protocol http_dir keyfile listener_allow_anonymous
    listener_auto_id_prefix max_connections max_qos max_topic_alias max_topic_alias_broker maximum_qos
    mount_point password_file plugin plugin_use port protocol proxy_protocol_v2_require_tls psk_file psk_hint
    require_certificate socket_domain tls_engine tls_engine_kpass_sha1 tls_keyform tls_version
    use_identity_as_username use_subject_as_username use_username_as_clientid websockets_origin
""")
"""Those of one listener, where each has its own settings; before all of them they open another one."""

BROKER = _words("""
    allow_duplicate_messages auth_plugin_deny_special_chars autosave_interval autosave_on_changes
    check_retain_source clientid_prefixes connection connection_messages enable_control_api
    global_max_clients global_max_connections global_plugin include_dir listener log_dest log_facility
    log_timestamp log_timestamp_format log_type max_inflight_bytes max_inflight_messages max_keepalive
    max_packet_size max_queued_bytes max_queued_messages memory_limit message_size_limit packet_buffer_size
    per_listener_settings persistence persistence_file persistence_location persistent_client_expiration
    pid_file plugin_load queue_qos0_messages retain_available retain_expiry_interval retained_persistence
    retry_interval set_tcp_nodelay sys_interval upgrade_outgoing_qos user websockets_headers_size
    websockets_log_level
""")
"""All others."""

SINCE_2_1 = _words("""
    accept_protocol_versions bridge_ciphers bridge_ciphers_tls1.3 bridge_max_topic_alias
    bridge_receive_maximum bridge_reload_type bridge_session_expiry_interval bridge_tcp_keepalive
    bridge_tcp_user_timeout bridge_tls_use_os_certs disable_client_cert_date_checks enable_control_api
    enable_proxy_protocol global_max_clients global_max_connections global_plugin listener_allow_anonymous
    listener_auto_id_prefix max_topic_alias_broker packet_buffer_size plugin_load plugin_use
    proxy_protocol_v2_require_tls retain_expiry_interval websockets_origin
""")
"""Those that Mosquitto 2.0 does not know."""

FLAGS = _words("""
    allow_anonymous allow_duplicate_messages allow_zero_length_clientid autosave_on_changes
    bridge_attempt_unsubscribe bridge_insecure bridge_outgoing_retain bridge_require_ocsp
    bridge_tls_use_os_certs check_retain_source cleansession connection_messages
    disable_client_cert_date_checks enable_control_api listener_allow_anonymous local_cleansession
    log_timestamp notifications notifications_local_only per_listener_settings persistence
    proxy_protocol_v2_require_tls queue_qos0_messages require_certificate retain_available
    retained_persistence round_robin set_tcp_nodelay try_private upgrade_outgoing_qos
    use_identity_as_username use_subject_as_username use_username_as_clientid
""")
"""Those that take `true` or `false`, and nothing that only looks like it."""

NUMBERS = _words("""
    autosave_interval bridge_max_packet_size bridge_max_topic_alias bridge_receive_maximum
    bridge_session_expiry_interval global_max_clients global_max_connections idle_timeout
    keepalive_interval log_facility max_connections max_inflight_bytes max_inflight_messages max_keepalive
    max_packet_size max_qos max_queued_bytes max_queued_messages max_topic_alias max_topic_alias_broker
    maximum_qos memory_limit message_size_limit packet_buffer_size retain_expiry_interval sys_interval
    threshold websockets_headers_size
""")
"""Those that take a whole number; 2.0, and `memory_limit` ever, read anything else as 0."""

ONCE = _words("""
    bridge_alpn bridge_bind_address bridge_cafile bridge_capath bridge_certfile bridge_ciphers
    bridge_ciphers_tls1.3 bridge_identity bridge_psk bridge_tls_version local_clientid local_password
    local_username log_timestamp_format notification_topic persistence_file persistence_location pid_file
    remote_clientid remote_password remote_username
""")
"""Those that stop the broker where they stand a second time."""

TEXTS = _words("""
    bridge_alpn bridge_bind_address bridge_cafile bridge_capath bridge_certfile bridge_ciphers
    bridge_ciphers_tls1.3 bridge_identity bridge_keyfile bridge_protocol_version bridge_tls_version
    clientid_prefixes local_clientid local_username log_timestamp_format notification_topic persistence_file
    persistence_location pid_file remote_clientid remote_username
""")
"""Those whose value is all the rest of the line, a `#` included."""

KEYS = {
    "autosave_interval": "persistence.autosave_interval",
    "autosave_on_changes": "persistence.autosave_on_changes",
    "bridge_alpn": "bridge.alpn",
    "bridge_attempt_unsubscribe": "bridge.attempt_unsubscribe",
    "bridge_bind_address": "bridge.bind_address",
    "bridge_cafile": "trust",
    "bridge_capath": "trust",
    "bridge_certfile": "client_tls",
    "bridge_ciphers": "bridge.ciphers",
    "bridge_ciphers_tls1.3": "bridge.ciphers_tls13",
    "bridge_insecure": "bridge.insecure",
    "bridge_keyfile": "client_tls",
    "bridge_max_packet_size": "bridge.max_packet_size",
    "bridge_max_topic_alias": "bridge.max_topic_alias",
    "bridge_outgoing_retain": "bridge.outgoing_retain",
    "bridge_protocol_version": "bridge.protocol",
    "bridge_receive_maximum": "bridge.receive_maximum",
    "bridge_reload_type": "bridge.reload_type",
    "bridge_require_ocsp": "bridge.require_ocsp",
    "bridge_session_expiry_interval": "bridge.session_expiry_interval",
    "bridge_tcp_keepalive": "bridge.tcp_keepalive",
    "bridge_tcp_user_timeout": "bridge.tcp_user_timeout",
    "bridge_tls_use_os_certs": "trust",
    "bridge_tls_version": "bridge.tls_version",
    "cleansession": "bridge.cleansession",
    "connection_messages": "log.connections",
    "global_max_connections": "limits.connections",
    "idle_timeout": "bridge.idle_timeout",
    "keepalive_interval": "bridge.keepalive",
    "local_cleansession": "bridge.local_cleansession",
    "local_clientid": "bridge.local_clientid",
    "log_type": "log.types",
    "max_inflight_bytes": "queue.inflight_bytes",
    "max_inflight_messages": "queue.inflight_messages",
    "max_keepalive": "limits.keepalive",
    "max_packet_size": "limits.packet_size",
    "max_queued_bytes": "queue.bytes",
    "max_queued_messages": "queue.messages",
    "memory_limit": "limits.memory",
    "notification_topic": "bridge.notification_topic",
    "notifications": "bridge.notifications_local_only",
    "notifications_local_only": "bridge.notifications_local_only",
    "persistence": "persistence.enabled",
    "persistent_client_expiration": "persistence.client_expiration",
    "queue_qos0_messages": "queue.qos0",
    "remote_clientid": "bridge.remote_clientid",
    "remote_username": "bridge.username",
    "restart_timeout": "bridge.restart",
    "round_robin": "bridge.round_robin",
    "start_type": "bridge.start_type",
    "threshold": "bridge.threshold",
    "topic": "topics",
    "try_private": "bridge.try_private",
}
"""Mosquitto's option → the key of the topology that says it."""

_ALL = BRIDGE | LISTENER | BROKER
_ALIASES = {"clientid": "remote_clientid", "password": "remote_password", "username": "remote_username"}
_OF_PLUGINS = ("auth_opt_", "plugin_opt_")


def canonical(option: str) -> str:
    """The one name of an option that has two."""
    return _ALIASES.get(option, option)


def of_a_plugin(option: str) -> bool:
    """Whether an option is handed to a plugin, and only that knows it."""
    return option.startswith(_OF_PLUGINS)


def is_known(option: str, release: Release) -> bool:
    """Whether a release of Mosquitto knows an option; one that it does not know stops it."""
    if of_a_plugin(option):
        return True
    return option in _ALL and not (release == "2.0" and option in SINCE_2_1)
