"""A bridge does not reach the hub, or the two do not speak the same, or one hangs up."""

from __future__ import annotations

from mqttmesh.explain.signature import Cause, End, Signature, Who, openssl
from mqttmesh.explain.signatures.admission import DISALLOWED, SAME_CLIENT_ID, TOO_BIG
from mqttmesh.explain.signatures.client_certificate import AUTHORITY_UNKNOWN, NONE_SENT, NOT_FOR_CLIENTS

PLAINTEXT_BRIDGE = Cause(
    "plaintext-to-tls",
    "the bridge speaks no TLS to a port that does; its password has crossed the wire in clear",
    Who.EDGE,
    "give the bridge a CA option, without which Mosquitto speaks no TLS; then change the password",
    ("dial-without-tls",),
)
TLS_TO_PLAINTEXT = Cause(
    "tls-to-plaintext",
    "the bridge speaks TLS to a port that does not",
    Who.EDGE,
    "dial the hub's TLS port; Mosquitto takes 1883 where `address` names none",
    ("dial-without-tls",),
)
NOT_MQTT = Cause(
    "not-mqtt",
    "something that speaks no MQTT dials this port: a browser, a health check, a scan",
    Who.NETWORK,
    "find who comes from that address, and keep others from the port",
)
KNOCKING = Cause(
    "port-probed",
    "something opens the port and hangs up before TLS begins: a health check, a load balancer, a scan",
    Who.NETWORK,
    "nothing, if it is yours; else keep others from the port",
)
SPOKE_GAVE_UP = Cause(
    "spoke-gave-up",
    "a spoke hung up in the middle of the handshake: it cannot read its CA file, certificate or key",
    Who.EDGE,
    "read the spoke's own log, which names the file",
)
NOT_REACHED = Cause(
    "hub-not-reached",
    "nothing answers at the address that the bridge dials, or a firewall is in between",
    Who.NETWORK,
    "see that the hub runs and listens on that port, and that the spoke may go there",
)
NOT_RESOLVED = Cause(
    "hub-not-resolved",
    "the spoke's machine does not know the name that the bridge dials",
    Who.NETWORK,
    "look at DNS on the spoke, and at `hub.host`",
)
HUB_STOPPED = Cause(
    "hub-stopped",
    "the hub was stopped or restarted, or something between cuts idle connections",
    Who.NETWORK,
    "read the hub's log of that time; keep `keepalive` below what the network allows",
)
_GONE = r"Client local\.\S+ (?:\S+ )?(?:closed its connection|disconnected: connection closed by client)"
_BROKEN = (
    r"Client local\.\S+ (?:\[\S+\] )?disconnected: (?:Protocol error|Success|bad socket)",
    r"Bad socket read/write on client local\.",
    r"Error creating bridge: Protocol error",
    *openssl("unexpected eof while reading"),
)

SIGNATURES = (
    Signature(
        "plaintext-connection",
        "who dials speaks no TLS to a TLS port",
        openssl("wrong version number", "http request"),
        (PLAINTEXT_BRIDGE, NOT_MQTT),
        End.LISTENER,
        ("bridge-hung-up",),
    ),
    Signature(
        "tls-connection",
        "who dials speaks TLS to a plaintext port",
        (r"appears to be using TLS to connect to a non-TLS listener",),
        (TLS_TO_PLAINTEXT,),
        End.LISTENER,
        ("bridge-broken-off",),
    ),
    Signature(
        "first-packet-unknown",
        "who dials speaks no MQTT",
        (r"First packet not CONNECT",),
        (NOT_MQTT,),
        End.LISTENER,
    ),
    Signature(
        "protocol-error",
        "what came from a client is no MQTT",
        (r"Client \S+ (?:\[\S+\] )?disconnected(?: due to|:) protocol error",),
        (TLS_TO_PLAINTEXT, NOT_MQTT),
        End.LISTENER,
        ("bridge-broken-off",),
    ),
    Signature(
        "hub-unreached",
        "a bridge does not reach the hub",
        (r"Error creating bridge: (?:Broken pipe|Connection|No route|Network|Operation timed out|Host is)",),
        (NOT_REACHED,),
        End.DIALLER,
    ),
    Signature(
        "hub-unresolved",
        "a bridge's host name does not resolve",
        (r"Error resolving bridge address", r"Error creating bridge: Lookup error"),
        (NOT_RESOLVED,),
    ),
    Signature(
        "handshake-abandoned",
        "who dials hangs up before TLS is agreed, again and again",
        openssl("unexpected eof while reading"),
        (SPOKE_GAVE_UP, KNOCKING),
        End.LISTENER,
        times=2,
    ),
    Signature(
        "bridge-broken-off",
        "the hub hangs up before TLS is agreed, again and again",
        _BROKEN,
        (TLS_TO_PLAINTEXT, NONE_SENT, AUTHORITY_UNKNOWN, NOT_FOR_CLIENTS, NOT_REACHED, HUB_STOPPED),
        End.DIALLER,
        times=2,
    ),
    Signature(
        "bridge-hung-up",
        "the hub hangs up on a bridge, again and again",
        (_GONE,),
        (PLAINTEXT_BRIDGE, SAME_CLIENT_ID, TOO_BIG, NONE_SENT, DISALLOWED, HUB_STOPPED),
        End.DIALLER,
        times=2,
    ),
)
