"""A client, or bridge, is not let in, or is thrown out again."""

from __future__ import annotations

from mqttmesh.explain.signature import Cause, End, Signature, Who

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

SIGNATURES = (
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
)
