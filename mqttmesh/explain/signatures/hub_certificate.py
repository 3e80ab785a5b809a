"""The spoke does not believe the hub: one line for nine causes, and what the hub hears of it."""

from __future__ import annotations

from mqttmesh.explain.signature import Cause, End, Signature, Who, alert, openssl

MISSING_ROOT = Cause(
    "root-not-trusted",
    "the spoke does not hold the root that the hub's chain ends at",
    Who.EDGE,
    "name the root's PEM in `trust`, or `system` where it is in the system's store",
    ("untrusted-hub", "hub-unknown-to-system"),
)
INTERMEDIATE_ANCHOR = Cause(
    "intermediate-trusted",
    "the spoke holds an intermediate alone; OpenSSL wants a certificate that signed itself",
    Who.EDGE,
    "trust the root, not the intermediate (`chain.pem` is none)",
    ("intermediate-as-anchor",),
)
LEAF_ANCHOR = Cause(
    "leaf-trusted",
    "the spoke trusts the hub's own certificate, or its `fullchain.pem`, not its root",
    Who.EDGE,
    "trust the root alone",
    ("leaf-as-anchor",),
)
CHAIN_NOT_SERVED = Cause(
    "chain-not-served",
    "the hub shows its leaf without the intermediates, as `cert.pem` holds it",
    Who.HUB,
    "let the hub's certificate be `fullchain.pem`: leaf first, then the intermediates",
    ("hub-chain-incomplete",),
)
UNHASHED = Cause(
    "trust-not-hashed",
    "the folder of `bridge_capath` lacks the root's link by hash, or is not there",
    Who.EDGE,
    "run `openssl rehash` (Alpine: `c_rehash`) on it, one certificate a file, or use `bridge_cafile`",
)
WRONG_NAME = Cause(
    "hub-name-mismatch",
    "the hub's certificate does not carry the name or address that the spoke dials",
    Who.HUB,
    "dial a name that is in the certificate, or have one issued for the name that is dialled",
    ("hub-name-mismatch", "address-not-in-certificate"),
)
EXPIRED = Cause(
    "hub-certificate-expired",
    "a certificate of the hub's chain has expired",
    Who.HUB,
    "renew it, and have the broker read it: `kill -HUP`",
    ("expired-certificate", "expired-intermediate"),
)
ANCHOR_EXPIRED = Cause(
    "root-expired",
    "the root that the spoke trusts has expired",
    Who.EDGE,
    "trust the authority's present root",
    ("expired-anchor",),
)
NOT_YET = Cause(
    "hub-certificate-not-yet-valid",
    "a certificate of the hub's chain is not valid yet, by the spoke's clock",
    Who.EDGE,
    "set the spoke's clock; else wait, or have the certificate issued anew",
    ("certificate-not-yet-valid",),
)
NO_SERVER_USE = Cause(
    "hub-certificate-not-for-servers",
    "the hub's certificate is not for servers: it lacks serverAuth among its uses",
    Who.HUB,
    "have the hub's certificate issued with extended key usage serverAuth",
    ("not-a-server-certificate",),
)
NO_AUTHORITY = Cause(
    "signer-not-allowed",
    "a certificate above the hub's leaf may not sign it: no authority, or not for this name or depth",
    Who.HUB,
    "have the hub's certificate issued by an authority that may",
    ("issuer-not-an-authority", "path-too-long", "name-outside-constraints"),
)
WEAK = Cause(
    "hub-certificate-weak",
    "a key or a signature above or of the hub's leaf is weaker than OpenSSL takes",
    Who.HUB,
    "have it issued anew: RSA of 2048 bits or more or P-256, signed with SHA-256",
    ("weak-key", "weak-signature"),
)
OCSP = Cause(
    "ocsp-required",
    "the bridge wants the hub's certificate proved by OCSP, which the hub does not staple",
    Who.EDGE,
    "remove `require_ocsp`: Mosquitto staples nothing, and Let's Encrypt ended its OCSP in 2025",
    ("ocsp-required",),
)
OTHER_TLS = Cause(
    "no-common-tls",
    "the two ends allow no version of TLS in common",
    Who.EDGE,
    "let both speak TLS 1.2 or 1.3: `tls_version`",
)

CHAIN = (MISSING_ROOT, CHAIN_NOT_SERVED, INTERMEDIATE_ANCHOR, LEAF_ANCHOR, UNHASHED, NO_AUTHORITY)

SIGNATURES = (
    Signature(
        "hub-name-refused",
        "a spoke refuses the hub for its name",
        (r"host name verification failed",),
        (WRONG_NAME,),
        End.DIALLER,
    ),
    Signature(
        "hub-refused",
        "a spoke does not believe the hub's certificate",
        openssl("certificate verify failed"),
        (*CHAIN, WRONG_NAME, EXPIRED, ANCHOR_EXPIRED, NOT_YET, NO_SERVER_USE, WEAK),
        End.DIALLER,
    ),
    Signature(
        "ocsp-response-missing",
        "a spoke misses a proof by OCSP",
        openssl("invalid status response", "no ocsp response"),
        (OCSP,),
        End.DIALLER,
    ),
    Signature(
        "tls-version-unknown",
        "a broker does not know the version of TLS that it is told",
        (r"Error: Protocol tlsv\S+ not supported", r"Unsupported tls_version"),
        (OTHER_TLS,),
        tells=("handshake-abandoned",),
    ),
    Signature(
        "spoke-lacks-anchor",
        "who dials does not find a trusted root above the certificate that is shown",
        alert("unknown ca"),
        CHAIN,
        End.LISTENER,
        ("hub-refused",),
    ),
    Signature(
        "spoke-refuses-name",
        "who dials refuses the certificate that is shown, not its chain",
        alert(r"bad certificate\b(?! status)"),
        (WRONG_NAME, NOT_YET, WEAK),
        End.LISTENER,
        ("hub-refused",),
    ),
    Signature(
        "spoke-refuses-name-of-hub",
        "who dials, a Mosquitto 2.0, refuses the name in the certificate that is shown",
        alert("internal error"),
        (WRONG_NAME,),
        End.LISTENER,
        ("hub-name-refused", "hub-refused"),
    ),
    Signature(
        "spoke-finds-expired",
        "who dials finds the certificate that is shown expired",
        alert("certificate expired"),
        (EXPIRED, ANCHOR_EXPIRED),
        End.LISTENER,
        ("hub-refused",),
    ),
    Signature(
        "spoke-refuses-use",
        "who dials finds that the certificate that is shown is not for servers",
        alert("unsupported certificate"),
        (NO_SERVER_USE,),
        End.LISTENER,
        ("hub-refused",),
    ),
    Signature(
        "spoke-refuses-signer",
        "who dials finds that an authority may not vouch for the certificate that is shown",
        alert("certificate unknown"),
        (NO_AUTHORITY,),
        End.LISTENER,
        ("hub-refused",),
    ),
    Signature(
        "spoke-wants-ocsp",
        "who dials misses a proof by OCSP",
        openssl("tlsv1 bad certificate status response", r"\S+ alert bad certificate status response"),
        (OCSP,),
        End.LISTENER,
        ("ocsp-response-missing",),
    ),
    Signature(
        "no-common-tls-version",
        "two ends find no common version of TLS",
        (
            *openssl("unsupported protocol", "no protocols available", "wrong ssl version"),
            *alert("protocol version"),
        ),
        (OTHER_TLS,),
        tells=("bridge-hung-up", "bridge-broken-off"),
    ),
)
