"""A bridge does not reach the hub, or is not let in, or is thrown out again."""

from __future__ import annotations

from mqttmesh.explain.signature import Cause, End, Signature, Who, openssl
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
CREDENTIALS = Cause(
    "not-authorised",
    "the hub does not know this user name, or not with this password",
    Who.HUB,
    "`mqttmesh secrets check`, then give both ends the same: `mqttmesh secrets rotate NAME`",
)
SAME_CLIENT_ID = Cause(
    "duplicate-client-id",
    "two bridges give the same client id, and each throws the other out: a cloned spoke, perhaps",
    Who.EDGE,
    "give each spoke a `client_id` of its own, and see that none runs twice",
    ("duplicate-identity",),
)
TOO_BIG = Cause(
    "packet-too-big",
    "a message is larger than the hub takes; it is sent again at each connection, and all behind it waits",
    Who.EDGE,
    "set `bridge: {max_packet_size: …}` at most to the hub's, which drops the message instead",
    ("packet-larger-than-hub",),
)
BRIDGE_LIMIT = Cause(
    "packet-dropped",
    "a message was larger than the bridge's `max_packet_size`, and was not sent",
    Who.EDGE,
    "send smaller messages, or raise the limit of the hub and then of the bridge",
    ("packet-larger-than-link",),
)
REFUSED_ID = Cause(
    "client-id-refused",
    "the hub does not take the bridge's client id",
    Who.HUB,
    "use an id that the hub's rules allow: `client_id`",
)
REFUSED_VERSION = Cause(
    "protocol-refused",
    "the hub does not speak the bridge's version of MQTT, or does not take bridges for what they are",
    Who.EDGE,
    "set `bridge: {protocol: …, try_private: false}`, as hubs of other makers want it",
)
HUB_UNAVAILABLE = Cause(
    "hub-unavailable",
    "the hub answers that it serves nobody now, or knows no such user",
    Who.HUB,
    "read the hub's log; some brokers say so to a user whom they do not know",
)
DISALLOWED = Cause(
    "feature-disallowed",
    "the bridge uses a QoS, or retained messages, that the hub does not allow",
    Who.EDGE,
    "lower the QoS of `topics`, set `outgoing_retain: false`, or `notifications_local_only: true`",
)
SILENT = Cause(
    "keepalive-missed",
    "nothing came from the client for one and a half times its keepalive",
    Who.NETWORK,
    "look at the link; a host that was asleep or out of memory does it too",
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
        "bridge-not-authorised",
        "the hub refuses a bridge's user name or password",
        (r"Connection Refused: (?:not authori[sz]ed|bad user name or password)",),
        (CREDENTIALS,),
        End.DIALLER,
    ),
    Signature(
        "client-not-authorised",
        "a client is refused for its user name or password",
        (r"disconnected(?:,|:) not authori[sz]ed",),
        (CREDENTIALS,),
        End.LISTENER,
        ("bridge-not-authorised", "bridge-hung-up"),
    ),
    Signature(
        "protocol-refused",
        "the hub refuses a bridge's version of MQTT",
        (r"Connection Refused: unacceptable protocol version",),
        (REFUSED_VERSION,),
        End.DIALLER,
    ),
    Signature(
        "client-id-refused",
        "the hub refuses a bridge's client id",
        (r"Connection Refused: identifier rejected",),
        (REFUSED_ID,),
        End.DIALLER,
    ),
    Signature(
        "hub-unavailable",
        "the hub serves nobody",
        (r"Connection Refused: (?:broker|server) unavailable",),
        (HUB_UNAVAILABLE,),
        End.DIALLER,
    ),
    Signature(
        "session-taken-over",
        "a client is thrown out by another of its id, again and again",
        (
            r"Client \S+ already connected, closing old connection",
            # `(null)` is a session that was read from disk: its own client came back
            r"Client \S+ (?!\[\(null\)).*disconnected: session taken over",
        ),
        (SAME_CLIENT_ID,),
        End.LISTENER,
        ("bridge-hung-up",),
        times=3,
    ),
    Signature(
        "oversize-packet",
        "a client is thrown out for the size of a packet",
        (r"disconnected(?: due to|:) oversize packet",),
        (TOO_BIG,),
        End.LISTENER,
        ("bridge-hung-up",),
    ),
    Signature(
        "packet-dropped",
        "a message too large for the bridge was dropped",
        (r"Dropping too large outgoing PUBLISH",),
        (BRIDGE_LIMIT,),
    ),
    Signature(
        "feature-disallowed",
        "a client is thrown out for what this broker does not allow",
        (r"disconnected due to QoS too high or retain not supported", r"used disallowed feature"),
        (DISALLOWED,),
        End.LISTENER,
        ("bridge-hung-up",),
    ),
    Signature(
        "keepalive-exceeded",
        "a client fell silent",
        (r"has exceeded timeout, disconnecting", r"disconnected: exceeded timeout"),
        (SILENT,),
        End.LISTENER,
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
        (TLS_TO_PLAINTEXT, NONE_SENT, AUTHORITY_UNKNOWN, NOT_FOR_CLIENTS, HUB_STOPPED),
        End.DIALLER,
        times=2,
    ),
    Signature(
        "bridge-hung-up",
        "the hub hangs up on a bridge, again and again",
        (_GONE,),
        (PLAINTEXT_BRIDGE, SAME_CLIENT_ID, TOO_BIG, NONE_SENT, HUB_STOPPED),
        End.DIALLER,
        times=2,
    ),
)
