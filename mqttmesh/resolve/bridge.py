"""BridgeSpec → Bridge: a spoke's connection, its options in Mosquitto's words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from mqttmesh.mesh import Bridge, Directive, Endpoint, KeyPair, SecretRef, TopicRoute
from mqttmesh.resolve.placeholders import Names
from mqttmesh.spec import BridgeSpec, PairSpec, SecretSpec, TopicSpec
from mqttmesh.spec.bridge import RestartSpec, TcpKeepaliveSpec


def _flag(value: bool) -> str:
    return "true" if value else "false"


def _restart(value: RestartSpec) -> str:
    return " ".join(str(part) for part in (value.base, value.cap, value.stable) if part is not None)


def _probes(value: TcpKeepaliveSpec) -> str:
    return f"{value.idle} {value.interval} {value.count}"


# Our option, Mosquitto's, and how its value is written; in the order of a rendered file.
_DIRECTIVES: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("protocol", "bridge_protocol_version", str),
    ("start_type", "start_type", str),
    ("idle_timeout", "idle_timeout", str),
    ("threshold", "threshold", str),
    ("restart", "restart_timeout", _restart),
    ("round_robin", "round_robin", _flag),
    ("keepalive", "keepalive_interval", str),
    ("tcp_keepalive", "bridge_tcp_keepalive", _probes),
    ("tcp_user_timeout", "bridge_tcp_user_timeout", lambda seconds: str(seconds * 1000)),
    ("bind_address", "bridge_bind_address", str),
    ("cleansession", "cleansession", _flag),
    ("local_cleansession", "local_cleansession", _flag),
    ("session_expiry_interval", "bridge_session_expiry_interval", str),
    ("receive_maximum", "bridge_receive_maximum", str),
    ("max_topic_alias", "bridge_max_topic_alias", str),
    ("max_packet_size", "bridge_max_packet_size", str),
    ("outgoing_retain", "bridge_outgoing_retain", _flag),
    ("try_private", "try_private", _flag),
    ("attempt_unsubscribe", "bridge_attempt_unsubscribe", _flag),
    ("notifications_local_only", "notifications_local_only", _flag),
    ("reload_type", "bridge_reload_type", str),
)
_TLS_DIRECTIVES: tuple[tuple[str, str, Callable[[Any], str]], ...] = (
    ("tls_version", "bridge_tls_version", str),
    ("alpn", "bridge_alpn", str),
    ("ciphers", "bridge_ciphers", str),
    ("ciphers_tls13", "bridge_ciphers_tls1.3", str),
    ("require_ocsp", "bridge_require_ocsp", _flag),
    ("insecure", "bridge_insecure", _flag),
)


def resolve_bridge(
    spec: BridgeSpec,
    routes: tuple[TopicRoute, ...],
    names: Names,
    *,
    addresses: tuple[Endpoint, ...],
    username: str | None,
    password: SecretRef | None,
    key_pair: KeyPair | None,
    extra: tuple[str, ...],
) -> Bridge:
    """One spoke's bridge, from a complete spec."""
    remote_clientid = names.fill(spec.remote_clientid or "")
    state = spec.notification_topic or f"$SYS/broker/connection/{remote_clientid}/state"
    return Bridge(
        name=names.fill(spec.name or ""),
        addresses=addresses,
        remote_clientid=remote_clientid,
        username=names.fill(username) if username else None,
        password=password,
        notification_topic=names.fill(state),
        tls=bool(spec.tls),
        key_pair=key_pair if spec.tls else None,
        routes=routes,
        options=(*_named_options(spec, names), *_options(spec)),
        extra=extra,
    )


def _named_options(spec: BridgeSpec, names: Names) -> Iterator[Directive]:
    if spec.local_clientid:
        yield Directive("local_clientid", names.fill(spec.local_clientid))
    if spec.notification_topic:
        yield Directive("notification_topic", names.fill(spec.notification_topic))


@lru_cache(maxsize=256)  # most bridges of a mesh share them
def _options(spec: BridgeSpec) -> tuple[Directive, ...]:
    said = (
        (directive, written, getattr(spec, option))
        for option, directive, written in _DIRECTIVES + (_TLS_DIRECTIVES if spec.tls else ())
    )
    return tuple(
        Directive(directive, written(value)) for directive, written, value in said if value is not None
    )


def resolve_route(spec: TopicSpec, names: Names) -> TopicRoute:
    """One `topic` line with its placeholders replaced."""
    return TopicRoute(
        names.fill(spec.filter),
        spec.direction,
        spec.qos,
        names.fill(spec.local_prefix),
        names.fill(spec.remote_prefix),
    )


def resolve_pair(spec: PairSpec | None, names: Names) -> KeyPair | None:
    """A pair's paths; certbot names its files so (`live/NAME/fullchain.pem`)."""
    if spec is None:
        return None
    if spec.letsencrypt is not None:
        folder = names.fill(spec.letsencrypt).rstrip("/")
        return KeyPair(f"{folder}/fullchain.pem", f"{folder}/privkey.pem", folder)
    return KeyPair(names.fill(spec.certificate or ""), names.fill(spec.private_key or ""))


def resolve_secret(spec: SecretSpec | None, default: str) -> SecretRef:
    """Where a secret is: where the topology says, or in its own file below `secrets/`."""
    return SecretRef(spec.env, spec.file) if spec else SecretRef(file=default)
