"""How spokes dial the hub, and hold on to it."""

from mqttmesh.check.rules.bridge import (
    dial_to_websockets,
    dial_without_tls,
    dialled_listener_on_loopback,
    eager_restart,
    immediate_reload,
    inflight_beyond_hub,
    keepalive_beyond_hub,
    keepalive_beyond_nat,
    lazy_beyond_queue,
    lazy_inward,
    round_robin_without_choice,
    start_once,
    too_few_connections,
)

MODULES = (
    dial_to_websockets,
    dial_without_tls,
    dialled_listener_on_loopback,
    eager_restart,
    immediate_reload,
    inflight_beyond_hub,
    keepalive_beyond_hub,
    keepalive_beyond_nat,
    lazy_beyond_queue,
    lazy_inward,
    round_robin_without_choice,
    start_once,
    too_few_connections,
)
