"""What the renderer works out of defaults, written out: for the one mesh that `floor_render` fits."""

from __future__ import annotations

from types import SimpleNamespace as Values

RUN = "/run/mqttmesh"
CONFIG = "/mqttmesh/config"
SECRET = "bridge-password"
HEALTH = (
    f"mosquitto_sub --unix {RUN}/observation/socket -t '$SYS/broker/uptime' -C 1 -W 5"
    f" && ! find {RUN}/heartbeat -mmin +5 2>/dev/null | grep -q ."
)
ORIGIN = Values(mesh="bench", topology="topology.yaml", command="mqttmesh render topology.yaml")
PLACES = Values(
    folder=CONFIG,
    secrets="/run/secrets",
    run=RUN,
    store="/usr/local/share/ca-certificates",
    hashed="/etc/ssl/certs",
    owner="mosquitto:mosquitto",
    observer="root",
    image_entrypoint="/docker-entrypoint.sh",
    writable=("/run", "/tmp", "/etc/ssl/certs", "/usr/local/share/ca-certificates"),
    script=f"{CONFIG}/entrypoint.sh",
    config=f"{RUN}/mosquitto.conf",
    health=HEALTH,
    tmpfs=(
        "/run:mode=0755,size=64m",
        "/tmp:mode=1777,size=16m",
        "/etc/ssl/certs:mode=0755,size=16m",
        "/usr/local/share/ca-certificates:mode=0755,size=16m",
        "/mosquitto/log:mode=0755,size=1m",
    ),
)
LAYOUT = Values(
    data="/mosquitto/data/",
    acl=f"{RUN}/acl",
    observation_acl=f"{RUN}/acl-observation",
    passwords=f"{RUN}/passwords",
    observation_socket=f"{RUN}/observation/socket",
    certificate=f"{RUN}/tls/listener.crt",
    private_key=f"{RUN}/tls/listener.key",
    addresses=("mqtt.bench.example:8883",),
    bridge_trust=Values(name="bridge_capath", value="/etc/ssl/certs"),
    bridge_certificate=None,
)
BROKER = {
    "release": "2.1",
    "persistence": Values(
        enabled=True, autosave_interval=60, autosave_on_changes=False, client_expiration=None
    ),
    "queue": Values(messages=100000, bytes=2**28, inflight_messages=20, inflight_bytes=0, qos0=False),
    "limits": Values(packet_size=2000000, memory=0, keepalive=65535, connections=None),
    "log": Values(types=("error", "warning", "notice", "information"), connections=True),
    "extra": (),
}
CONTAINER = Values(restart="unless-stopped", memory=None, cpus=None)
BRIDGE_OPTIONS = [
    Values(name=name, value=value)
    for name, value in (
        ("bridge_protocol_version", "mqttv311"),
        ("start_type", "automatic"),
        ("restart_timeout", "5 60"),
        ("round_robin", "false"),
        ("keepalive_interval", "30"),
        ("cleansession", "false"),
        ("bridge_max_packet_size", "2000000"),
        ("bridge_outgoing_retain", "true"),
        ("try_private", "true"),
        ("bridge_attempt_unsubscribe", "true"),
        ("notifications_local_only", "false"),
    )
]
