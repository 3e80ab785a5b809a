"""A broker does not start, does not save, or lets go of what it was to keep."""

from __future__ import annotations

from mqttmesh.explain.signature import Cause, Signature, Who

ADDRESS_IN_USE = Cause(
    "address-in-use",
    "another program listens on this port, or this broker runs already",
    Who.BROKER,
    "find it with `ss -ltnp`, and stop it or choose another port",
    ("duplicate-listener",),
)
ADDRESS_ELSEWHERE = Cause(
    "address-not-here",
    "the listener's `bind` is an address that this machine, or container, does not have",
    Who.BROKER,
    "bind an address of this machine, or none",
)
UNKNOWN_OPTION = Cause(
    "unknown-option",
    "this release of Mosquitto does not know an option of its configuration: it is newer, or misspelt",
    Who.BROKER,
    'render for the release that runs: `mosquitto: "2.0"` or the image\'s tag',
    ("needs-newer-mosquitto",),
)
INVALID_VALUE = Cause(
    "invalid-value",
    "an option of the configuration has a value that Mosquitto does not take",
    Who.BROKER,
    "mend the line that is named; a rendered file is made anew by `mqttmesh render`",
)
PASSWORDS_UNREADABLE = Cause(
    "password-file-unreadable",
    "the password file is not there, is a link, or is not for the user that the broker runs as",
    Who.BROKER,
    "make it a regular file, 0600, of that user: Mosquitto 2.1 follows no links",
)
PASSWORDS_DAMAGED = Cause(
    "password-file-damaged",
    "an entry of the password file cannot be read: it is damaged, or 2.1 hashed it and this is 2.0",
    Who.BROKER,
    "make it anew: `mqttmesh secrets init`, whose hashes both releases read",
)
ACL_UNREADABLE = Cause(
    "acl-unreadable",
    "the ACL file is not there, is not for the user that the broker runs as, or holds a line that is none",
    Who.BROKER,
    "render it anew, and give it to that user, 0600",
)
NOT_SAVED = Cause(
    "persistence-not-writable",
    "the broker may not write where it saves: queues and retained messages end with the process",
    Who.BROKER,
    "give `persistence_location` to the user that the broker runs as; in containers, a volume",
)
NOT_RESTORED = Cause(
    "persistence-damaged",
    "the saved state is no file of Mosquitto's, or one of a newer release",
    Who.BROKER,
    "move `mosquitto.db` away and restore a copy; what it held is lost otherwise",
)
LOG_UNWRITABLE = Cause(
    "log-not-writable",
    "the broker may not write its log file",
    Who.BROKER,
    "log to standard error, as rendered brokers do",
)
QUEUE_FULL = Cause(
    "queue-full",
    "the link was down longer than the queue lasts: what came after it was full is lost",
    Who.EDGE,
    "raise `queue` for the rate and the outage that are to be survived; said once, not for each message",
    ("outage-not-held",),
)
TOO_MANY = Cause(
    "too-many-connections",
    "more clients connect than the listener's `max_connections`",
    Who.BROKER,
    "raise `max_connections`, or find who connects so often",
    ("too-few-connections",),
)
DENIED = Cause(
    "acl-denied",
    "the ACL does not let this client write that topic; the publisher is not told (MQTT 3.1.1)",
    Who.BROKER,
    "let `write` of the user, or `topics` of the mesh, cover the topic",
)
INSECURE = Cause(
    "name-not-checked",
    "`insecure` is set: the bridge takes a trusted certificate of any name",
    Who.EDGE,
    "remove it, and dial a name that the hub's certificate carries",
    ("insecure-bridge",),
)
OPEN_FILE = Cause(
    "file-too-open",
    "a file of the broker's may be read by others, or is not its own; later releases will refuse it",
    Who.BROKER,
    "chown it to the user that the broker runs as, chmod 0600",
)
ROOT = Cause(
    "runs-as-root",
    "the broker runs as root",
    Who.BROKER,
    "let it run as a user of its own: `user mosquitto`",
)
CRASH = Cause(
    "broker-crashed",
    "the broker died of a fault of its own, as 2.0.11 does when it ends after a failed handshake",
    Who.BROKER,
    "run a newer release",
)

SIGNATURES = (
    Signature(
        "address-in-use",
        "a listener's port is taken",
        (r"Error: Address already in use", r"Error: Address in use"),
        (ADDRESS_IN_USE,),
    ),
    Signature(
        "address-not-available",
        "a listener's address is not there",
        (r"Error: Cannot assign requested address", r"Error: Address not available"),
        (ADDRESS_ELSEWHERE,),
    ),
    Signature(
        "configuration-unknown",
        "an option is not known",
        (r"Error: Unknown configuration variable",),
        (UNKNOWN_OPTION,),
    ),
    Signature(
        "configuration-invalid",
        "an option's value is not taken",
        (
            r"Error: Invalid '?\w+'? value",
            r"Error: Duplicate '?\w+'? value in configuration",
            r"Error: Empty '?\w+'? value in configuration",
        ),
        (INVALID_VALUE,),
    ),
    Signature(
        "password-file-unopened",
        "the password file cannot be opened",
        (r"Error: Unable to open pwfile",),
        (PASSWORDS_UNREADABLE,),
    ),
    Signature(
        "password-file-unread",
        "the password file holds what is no entry",
        (
            r"Error: Unable to decode (?:password (?:salt|hash)|line in password file)",
            r"Error: Invalid (?:hash iterations|password hash) for user",
        ),
        (PASSWORDS_DAMAGED,),
    ),
    Signature(
        "acl-file-unread",
        "the ACL file cannot be used",
        (r"Error: Unable to open acl_file", r"Error: Invalid line in acl_file"),
        (ACL_UNREADABLE,),
    ),
    Signature(
        "state-not-saved",
        "the broker cannot save its state",
        (r"Error saving in-memory database",),
        (NOT_SAVED,),
    ),
    Signature(
        "state-not-restored",
        "the broker cannot read its saved state",
        (r"Error: Unable to restore persistent database", r"Error: Couldn't open database"),
        (NOT_RESTORED,),
    ),
    Signature(
        "log-not-opened",
        "the broker cannot open its log",
        (r"Error: Unable to open log file",),
        (LOG_UNWRITABLE,),
    ),
    Signature(
        "messages-dropped",
        "a queue is full, and messages are dropped",
        (r"Outgoing messages are being dropped for client",),
        (QUEUE_FULL,),
    ),
    Signature(
        "connections-exceeded",
        "clients are turned away: there are too many",
        (r"denied: max_connections exceeded",),
        (TOO_MANY,),
    ),
    Signature(
        "publish-denied",
        "a message is not let through",
        (r"Denied PUBLISH from",),
        (DENIED,),
    ),
    Signature(
        "insecure-mode",
        "a bridge does not check the hub's name",
        (r"Bridge \S+ using insecure mode",),
        (INSECURE,),
    ),
    Signature(
        "file-too-open",
        "a file is open to others, or another's",
        (r"Future versions will refuse to load this file",),
        (OPEN_FILE,),
    ),
    Signature(
        "root-warning",
        "the broker runs as root",
        (r"Mosquitto should not be run as root",),
        (ROOT,),
    ),
    Signature(
        "broker-crashed",
        "the broker crashed",
        (r"double free detected", r"Segmentation fault", r"corrupted size vs\. prev_size"),
        (CRASH,),
    ),
)
