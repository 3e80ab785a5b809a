"""What holds where the topology says nothing. The measured reasons stand in docs/explanation."""

from __future__ import annotations

from mqttmesh.spec import BridgeSpec, BrokerSpec, ExpectSpec
from mqttmesh.spec.bridge import RestartSpec
from mqttmesh.spec.broker import (
    ContainerSpec,
    LimitsSpec,
    LogSpec,
    PersistenceSpec,
    QueueSpec,
)

IMAGE = "eclipse-mosquitto:2.1.2"

# The validators read texts with units; these are the same quantities, in seconds and bytes.
BROKER = BrokerSpec.model_construct(
    image=IMAGE,
    persistence=PersistenceSpec.model_construct(
        enabled=True, autosave_interval=60, autosave_on_changes=False, client_expiration=None
    ),
    queue=QueueSpec.model_construct(
        messages=100_000, bytes=256 * 1024**2, inflight_messages=20, inflight_bytes=0, qos0=False
    ),
    limits=LimitsSpec.model_construct(packet_size=2_000_000, memory=0, keepalive=65535, connections=None),
    log=LogSpec.model_construct(types=("error", "warning", "notice", "information"), connections=True),
    container=ContainerSpec.model_construct(
        restart="unless-stopped",
        stop_grace_period=60,
        memory=None,
        cpus=None,
        log_size=10 * 1024**2,
        log_files=3,
    ),
    listeners=(),
    users=(),
    labels={},
)

BRIDGE = BridgeSpec.model_construct(
    protocol="mqttv311",
    keepalive=30,
    restart=RestartSpec.model_construct(base=5, cap=60, stable=None),
    start_type="automatic",
    round_robin=False,
    cleansession=False,
    name="{mesh}.{spoke}",
    remote_clientid="{mesh}.{spoke}",
    username="{spoke}",
    notifications_local_only=False,
    try_private=True,
    attempt_unsubscribe=True,
    outgoing_retain=True,
    tls=True,
)

EXPECT = ExpectSpec.model_construct(rate=None, inward_rate=None, outage=None, message_size=200)
