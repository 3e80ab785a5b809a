"""The hub wants a certificate of the spoke, and does not get one that it believes."""

from __future__ import annotations

from mqttmesh.explain.signature import Cause, End, Signature, Who, alert, openssl

NONE_SENT = Cause(
    "no-client-certificate",
    "the hub's listener requires a certificate, and the bridge shows none",
    Who.EDGE,
    "give the spoke a `client_tls` pair, or dial the listener that takes passwords",
    ("missing-certificate",),
)
NOT_FOR_CLIENTS = Cause(
    "client-certificate-not-for-clients",
    "the spoke's certificate is not for clients: it lacks clientAuth, as all of Let's Encrypt do",
    Who.EDGE,
    "have it issued by an authority of your own, with clientAuth",
    ("not-a-client-certificate", "letsencrypt-client-certificate"),
)
AUTHORITY_UNKNOWN = Cause(
    "client-authority-not-trusted",
    "the hub's `client_ca` is not the authority above the spoke's certificate",
    Who.HUB,
    "let `auth.spokes.certificate.client_ca` hold the root that issued it; then restart the hub",
    ("untrusted-client-certificate",),
)
NO_AUTHORITY = Cause(
    "no-client-authority",
    "the hub requires certificates and knows no authority to judge them by",
    Who.HUB,
    "set `cafile` beside `require_certificate`; a rendered hub has it",
)
CLIENT_EXPIRED = Cause(
    "client-certificate-expired",
    "the spoke's certificate has expired, or is not valid yet",
    Who.EDGE,
    "renew it; a bridge reads its pair at each connection",
    ("expired-certificate", "expired-intermediate", "certificate-not-yet-valid"),
)

SIGNATURES = (
    Signature(
        "client-certificate-missing",
        "who dials shows no certificate",
        openssl("peer did not return a certificate"),
        (NONE_SENT,),
        End.LISTENER,
        ("bridge-hung-up", "bridge-broken-off", "hub-wants-certificate"),
    ),
    Signature(
        "hub-wants-certificate",
        "the hub wants a certificate of the spoke",
        alert("certificate required"),
        (NONE_SENT,),
        End.DIALLER,
    ),
    Signature(
        "client-certificate-refused",
        "the hub does not believe a client's certificate",
        openssl("certificate verify failed"),
        (NOT_FOR_CLIENTS, AUTHORITY_UNKNOWN, CLIENT_EXPIRED, NO_AUTHORITY),
        End.LISTENER,
        ("bridge-hung-up", "bridge-broken-off"),
    ),
    Signature(
        "hub-refuses-use",
        "the hub finds that the spoke's certificate is not for clients",
        alert("unsupported certificate"),
        (NOT_FOR_CLIENTS,),
        End.DIALLER,
        ("client-certificate-refused",),
    ),
    Signature(
        "hub-lacks-anchor",
        "the hub does not find a trusted root above the spoke's certificate",
        alert("unknown ca"),
        (AUTHORITY_UNKNOWN, NO_AUTHORITY),
        End.DIALLER,
        ("client-certificate-refused",),
    ),
    Signature(
        "hub-finds-expired",
        "the hub finds the spoke's certificate out of its time",
        (*alert("certificate expired"), *alert(r"bad certificate\b(?! status)")),
        (CLIENT_EXPIRED,),
        End.DIALLER,
        ("client-certificate-refused",),
    ),
)
