"""What each part may say, once all that it inherits is known: each mistake placed where it was said."""

from __future__ import annotations

from mqttmesh import topic
from mqttmesh.finding import Loc
from mqttmesh.mesh import Release
from mqttmesh.resolve.collector import Collector
from mqttmesh.resolve.extra import check_extra
from mqttmesh.resolve.hub import Hub
from mqttmesh.resolve.layers import Layers
from mqttmesh.spec import BridgeSpec, BrokerSpec, ListenerSpec, PairSpec, TopicSpec
from mqttmesh.spec.base import Spec

_SINCE_2_1 = {
    "max_topic_alias": "bridge_max_topic_alias",
    "receive_maximum": "bridge_receive_maximum",
    "session_expiry_interval": "bridge_session_expiry_interval",
    "tcp_keepalive": "bridge_tcp_keepalive",
    "tcp_user_timeout": "bridge_tcp_user_timeout",
    "reload_type": "bridge_reload_type",
    "ciphers": "bridge_ciphers",
    "ciphers_tls13": "bridge_ciphers_tls1.3",
    "stable": "restart_timeout's third value",
    "connections": "global_max_connections",
}
"""Our option → Mosquitto's, for those that its configuration parser knows since 2.1.0 (src/conf.c)."""

_ONLY_WITH: dict[str, tuple[str, str | bool]] = {
    "idle_timeout": ("start_type", "lazy"),
    "threshold": ("start_type", "lazy"),
    "session_expiry_interval": ("protocol", "mqttv50"),
    "receive_maximum": ("protocol", "mqttv50"),
    "max_topic_alias": ("protocol", "mqttv50"),
    "tls_version": ("tls", True),
    "alpn": ("tls", True),
    "ciphers": ("tls", True),
    "ciphers_tls13": ("tls", True),
    "require_ocsp": ("tls", True),
}
"""Option → the other option, and the value of it, without which it does nothing."""


def check_release(said: Spec | None, loc: Loc, release: Release, collector: Collector) -> None:
    """Note every option said here that the broker's release does not have."""
    if said is None or release != "2.0":
        return
    for option in sorted(said.model_fields_set):
        value = getattr(said, option)
        if option in _SINCE_2_1 and value is not None:
            collector.add(
                "needs-newer-mosquitto",
                f"`{option}` ({_SINCE_2_1[option]}) needs Mosquitto 2.1, and this broker runs {release}",
                (*loc, option),
                "remove it, or run Mosquitto 2.1",
                on_key=True,
            )
        elif isinstance(value, Spec):
            check_release(value, (*loc, option), release, collector)


def check_broker(broker: BrokerSpec, layers: Layers, release: Release, collector: Collector) -> None:
    """Note what a hub or a spoke cannot be, or would be by accident."""
    for loc, spec in (("defaults",), layers.defaults.said), *layers.entries:
        check_release(spec.limits, (*loc, "limits"), release, collector)
        check_extra(spec.extra_config, (*loc, "extra_config"), collector)
    taken: dict[int, list[str | None]] = {}
    for index, listener in enumerate(broker.listeners or ()):
        loc = (*layers.loc("listeners"), index)
        _check_port(listener, taken, loc, collector)
        if listener.tls and broker.tls is None:
            collector.add(
                "missing-certificate",
                f"listener {listener.port} speaks TLS and its broker has no certificate",
                (*loc, "tls"),
                "add `tls: {certificate: …, private_key: …}` or `tls: {letsencrypt: …}` to the broker",
            )
        if listener.client_ca and not listener.tls:
            collector.add(
                "option-without-effect", "`client_ca` does nothing without `tls: true`", (*loc, "client_ca")
            )
        if listener.allow_anonymous and listener.use_username_as_clientid:
            collector.add(
                "option-without-effect",
                "`allow_anonymous` lets nobody in where clients are known by their user names",
                (*loc, "allow_anonymous"),
                "remove it, or `use_username_as_clientid`",
            )


def check_clients(broker: BrokerSpec, layers: Layers, admitted: frozenset[int], collector: Collector) -> None:
    """Note listeners that would let nobody in; `admitted` are those that spokes come by."""
    for index, listener in enumerate(broker.listeners or ()):
        if index not in admitted and not (listener.allow_anonymous or listener.client_ca or broker.users):
            collector.add(
                "listener-without-clients",
                f"listener {listener.port} lets nobody in: its broker has no users",
                (*layers.loc("listeners"), index),
                "add `users`, or `allow_anonymous: true`",
            )


def _check_port(
    listener: ListenerSpec, taken: dict[int, list[str | None]], loc: Loc, collector: Collector
) -> None:
    others = taken.setdefault(listener.port, [])
    everywhere = (None, "0.0.0.0", "::")
    if any(other in everywhere or listener.bind in everywhere or other == listener.bind for other in others):
        collector.add("duplicate-listener", f"port {listener.port} has a listener already", (*loc, "port"))
    others.append(listener.bind)


def check_routes(routes: tuple[TopicSpec, ...], loc: Loc, hub: Hub, collector: Collector) -> None:
    """Note routes that Mosquitto or the hub would refuse or skip."""
    seen: set[TopicSpec] = set()
    for index, route in enumerate(routes):
        here = (*loc, index)
        if not route.filter and not (route.local_prefix and route.remote_prefix):
            collector.add(
                "bad-topic-filter",
                "an empty filter maps one topic to another and needs both prefixes",
                here,
                "add local_prefix and remote_prefix, or a filter",
            )
        if route in seen:
            collector.add("duplicate-topic", f"`{route.filter}` stands here twice", here)
        if route.qos > hub.preset.highest_qos:
            highest = hub.preset.highest_qos
            collector.add(
                "foreign-hub",
                f"{hub.preset.title} takes no messages of QoS {route.qos}",
                (*here, "qos"),
                f"at most {highest}",
            )
        seen.add(route)


def check_bridge(
    said: BridgeSpec | None, whole: BridgeSpec, loc: Loc, hub: Hub, collector: Collector
) -> None:
    """Note options said at `loc` that have no effect beside the others, or that something refuses."""
    if said is None:
        return
    for option in sorted(said.model_fields_set & _ONLY_WITH.keys()):
        other, needed = _ONLY_WITH[option]
        if getattr(said, option) is not None and getattr(whole, other) != needed:
            collector.add(
                "option-without-effect",
                f"`{option}` does nothing without `{other}: {str(needed).lower()}`",
                (*loc, option),
                on_key=True,
            )
    restart = whole.restart
    if said.restart and restart and restart.cap is not None and restart.cap < (restart.base or 0):
        collector.add("bad-restart", "`cap` is below `base`", (*loc, "restart"), "base is the shorter wait")
    _check_state_topic(said.notification_topic, (*loc, "notification_topic"), collector)
    _check_demands(said, loc, hub, collector)


def _check_demands(said: BridgeSpec, loc: Loc, hub: Hub, collector: Collector) -> None:
    for option, why in hub.preset.demands.items():
        value, needed = getattr(said, option), hub.preset.options.get(option, "mqttv311")
        if value is not None and value != needed:
            collector.add(
                "foreign-hub",
                f"{hub.preset.title} needs `{option}: {str(needed).lower()}`: {why}",
                (*loc, option),
                "remove it",
            )


def _check_state_topic(state: str | None, loc: Loc, collector: Collector) -> None:
    why = state and (
        topic.filter_fault(state) or ("it holds a wildcard" if {"#", "+"} & set(state) else None)
    )
    if why:
        collector.add("bad-topic", f"`{state}` is not a topic name: {why}", loc)


def check_carries(routes: tuple[TopicSpec, ...], loc: Loc, collector: Collector) -> None:
    """Note a spoke whose bridge carries nothing: Mosquitto does not start with one."""
    if not routes:
        collector.add(
            "nothing-to-carry",
            "this spoke's bridge carries nothing, and Mosquitto starts with no such bridge",
            loc,
            'add `topics: [{filter: "sensors/#"}]` to the mesh or to the spoke',
        )


def check_proof(
    hub: Hub, bridge: BridgeSpec, client_tls: PairSpec | None, loc: Loc, collector: Collector
) -> None:
    """Note a spoke that cannot reach the hub, or cannot prove who it is."""
    if not hub.addresses(tls=bool(bridge.tls)):
        kind = "a TLS listener for MQTT" if bridge.tls else "a listener for MQTT without TLS"
        collector.add(
            "nothing-to-dial",
            f"spokes dial {kind}, and the hub has none",
            ("hub", "listeners"),
            "add one such as {port: 8883, tls: true}, say what to dial with `hub.dial`, or have bridges "
            "do without TLS: `bridge: {tls: false}`"
            if bridge.tls
            else "add one such as {port: 1883}, or say what to dial with `hub.dial`",
        )
    if hub.proof == "certificate" and client_tls is None:
        collector.add(
            "missing-certificate",
            "the hub lets spokes in by certificate, and this one has none",
            loc,
            "add `client_tls: {certificate: …, private_key: …}`",
        )
    if hub.proof == "certificate" and not bridge.tls:
        collector.add("bad-proof", "a certificate can only be shown over TLS", loc, "remove `tls: false`")
    if hub.proof != "certificate" and client_tls is not None:
        collector.add(
            "option-without-effect",
            f"`client_tls` does nothing: the hub lets spokes in by {hub.proof}",
            (*loc, "client_tls"),
            "write `auth: {spokes: {certificate: {client_ca: …}}}` under `hub`, or remove it",
            on_key=True,
        )
