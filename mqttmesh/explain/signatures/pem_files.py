"""Certificates and keys that a broker cannot use."""

from __future__ import annotations

from mqttmesh.explain.signature import Cause, End, Signature, Who, openssl, together

_BRIDGE_FILE = r"Error: Unable to load (?:client key file|client certificate|CA certificates, check bridge)"
_LISTENER_FILE = (
    r"Error: Unable to load (?:server key file|server certificate|CA certificates\. Check cafile)"
)
_ABANDONED = ("handshake-abandoned",)

BRIDGE_UNREADABLE = Cause(
    "bridge-file-unreadable",
    "the user that the spoke's broker runs as may not read this file; it reads it at each connection",
    Who.EDGE,
    "give it to that user (1883 in containers), 0640, with every folder above it open",
)
BRIDGE_MISSING = Cause(
    "bridge-file-missing",
    "this file is not there, as the spoke's broker sees it: a mount, or a link that leads nowhere",
    Who.EDGE,
    "put it there; of `live/` the folder `archive/` must be mounted too",
    ("dangling-letsencrypt-link",),
)
BRIDGE_DAMAGED = Cause(
    "bridge-file-damaged",
    "this file holds no certificate that OpenSSL can read",
    Who.EDGE,
    "make it whole: PEM, one block for each certificate, a line end after the last",
    ("broken-certificate-file",),
)
BRIDGE_MISMATCH = Cause(
    "bridge-key-of-another",
    "the spoke's key is that of another certificate",
    Who.EDGE,
    "put both files of one pair there, the leaf first",
    ("key-of-another-certificate", "leaf-not-first"),
)
BRIDGE_ENCRYPTED = Cause(
    "bridge-key-encrypted",
    "the spoke's key is encrypted, and nobody is there to give its pass phrase",
    Who.EDGE,
    "store it in clear, 0600: `openssl pkey -in KEY -out CLEAR`",
    ("encrypted-key",),
)
BRIDGE_WEAK = Cause(
    "bridge-certificate-weak",
    "the spoke's key, or the signature of its certificate, is weaker than OpenSSL takes",
    Who.EDGE,
    "have it issued anew: RSA of 2048 bits or more or P-256, signed with SHA-256",
    ("weak-key", "weak-signature"),
)
LISTENER_UNREADABLE = Cause(
    "listener-file-unreadable",
    "the user that the broker runs as may not read this file: root is given up before it is opened",
    Who.BROKER,
    "give it to that user (1883 in containers), 0640, with every folder above it open",
)
LISTENER_MISSING = Cause(
    "listener-file-missing",
    "this file is not there, as the broker sees it: a mount, or a link that leads nowhere",
    Who.BROKER,
    "put it there; of `live/` the folder `archive/` must be mounted too",
    ("dangling-letsencrypt-link",),
)
LISTENER_MISMATCH = Cause(
    "listener-key-of-another",
    "the listener's key is that of another certificate",
    Who.BROKER,
    "put both files of one pair there, the leaf first, then start the broker, or send it SIGHUP",
    ("key-of-another-certificate", "leaf-not-first"),
)
LISTENER_ENCRYPTED = Cause(
    "listener-key-encrypted",
    "the listener's key is encrypted, and nobody is there to give its pass phrase",
    Who.BROKER,
    "store it in clear, 0600: `openssl pkey -in KEY -out CLEAR`",
    ("encrypted-key",),
)
LISTENER_WEAK = Cause(
    "listener-certificate-weak",
    "the listener's key, or the signature of its certificate, is weaker than OpenSSL takes",
    Who.BROKER,
    "have it issued anew: RSA of 2048 bits or more or P-256, signed with SHA-256",
    ("weak-key", "weak-signature"),
)
LISTENER_DAMAGED = Cause(
    "listener-file-damaged",
    "this file holds no certificate that OpenSSL can read",
    Who.BROKER,
    "make it whole: PEM, one block for each certificate, a line end after the last",
    ("broken-certificate-file",),
)
HALF_A_PAIR = Cause(
    "half-a-pair",
    "a reload found the new certificate beside the old key: the listener has none since",
    Who.HUB,
    "copy both files of the pair, then send SIGHUP again",
)

_DENIED, _MISSING, _MISMATCH = "Permission denied", "No such file or directory", "key values mismatch"
_WEAK = ("key too small", "md too weak")
_DAMAGED = ("no certificate or crl found", "PEM lib", "PEM routines:[^:]*:(?:bad|no start line|short)")
_ENCRYPTED = (
    r"(?:bad password read|bad decrypt|problems getting password|interrupted or cancelled|maybe wrong)"
)


def _bridge(name: str, title: str, cause: Cause, *details: str) -> Signature:
    return Signature(name, title, together(_BRIDGE_FILE, *details), (cause,), None, _ABANDONED)


def _listener(name: str, title: str, cause: Cause, *details: str) -> Signature:
    return Signature(name, title, together(_LISTENER_FILE, *details), (cause,))


SIGNATURES = (
    _bridge("bridge-file-denied", "a bridge may not read its file", BRIDGE_UNREADABLE, _DENIED),
    _bridge("bridge-file-absent", "a bridge does not find its file", BRIDGE_MISSING, _MISSING),
    _bridge("bridge-pair-torn", "a bridge has a key of another certificate", BRIDGE_MISMATCH, _MISMATCH),
    _bridge("bridge-key-locked", "a bridge cannot open its key", BRIDGE_ENCRYPTED, _ENCRYPTED),
    _bridge("bridge-file-broken", "a bridge cannot read its file", BRIDGE_DAMAGED, *_DAMAGED),
    _bridge("bridge-file-weak", "a bridge's certificate is too weak", BRIDGE_WEAK, *_WEAK),
    Signature(
        "listener-reload-failed",
        "a reload left a listener without its key",
        together(_LISTENER_FILE, "Error when reloading certificate"),
        (HALF_A_PAIR,),
    ),
    _listener("listener-file-denied", "a listener may not read its file", LISTENER_UNREADABLE, _DENIED),
    _listener("listener-file-absent", "a listener does not find its file", LISTENER_MISSING, _MISSING),
    _listener(
        "listener-pair-torn", "a listener has a key of another certificate", LISTENER_MISMATCH, _MISMATCH
    ),
    _listener("listener-key-locked", "a listener cannot open its key", LISTENER_ENCRYPTED, _ENCRYPTED),
    _listener("listener-file-broken", "a listener cannot read its file", LISTENER_DAMAGED, *_DAMAGED),
    _listener("listener-file-weak", "a listener's certificate is too weak", LISTENER_WEAK, *_WEAK),
    Signature(
        "listener-without-key",
        "a listener has nothing to show",
        openssl("no shared cipher"),
        (HALF_A_PAIR,),
        End.LISTENER,
        ("bridge-hung-up", "bridge-broken-off"),
    ),
)
