"""Failures without TLS, each provoked by a configuration, or by what clients do."""

from __future__ import annotations

from mqttmesh.secrets import check_secret, hash_password, password_file_text
from tests.support.failures import CLEAR, Failure, File, bridge
from tests.support.provocations import clone, dial_twice, pause_spoke, publish, refused, retain, speak_http

PASSWORDS = "listener PORT 127.0.0.1\nallow_anonymous false\npassword_file FOLDER/passwords\n"
LOGIN = "remote_username edge\nremote_password {}\n"
ACL = f"log_type debug\n{CLEAR}acl_file FOLDER/acl\n"
LONG_SALT = b"edge:$7$1000$" + b"A" * 88 + b"$" + b"A" * 88 + b"\n"


def passwords() -> dict[str, File]:
    return {"passwords": File(password_file_text({"edge": hash_password(check_secret("right"))}).encode())}


def alone(told: dict[str, set[str]], hub: str, **files: File) -> Failure:
    """A broker that does not come up, or not as it should."""
    return Failure(told, hub, None, files)


NOT_REACHED = {"hub-unreached": {"hub-not-reached"}}
FAILURES: dict[str, Failure] = {
    "a wrong password": Failure(
        {"client-not-authorised": {"not-authorised"}}, PASSWORDS, bridge(LOGIN.format("wrong")), passwords()
    ),
    "no user name": Failure({"client-not-authorised": {"not-authorised"}}, PASSWORDS, bridge(), passwords()),
    "a hub that is not there": Failure(NOT_REACHED, None, bridge()),
    "a hub whose network is not there": Failure(NOT_REACHED, None, bridge(address="255.255.255.255:1883")),
    "a name that does not resolve": Failure(
        {"hub-unresolved": {"hub-not-resolved"}}, None, bridge(address="hub.invalid:1883")
    ),
    "a refused version": Failure(
        NOT_REACHED | {"protocol-refused": {"protocol-refused"}},
        None,
        bridge("try_private false\n"),
        provoke=refused(1, "unacceptable protocol version"),
    ),
    "a refused client id": Failure(
        NOT_REACHED | {"client-id-refused": {"client-id-refused"}},
        None,
        bridge(),
        provoke=refused(2, "identifier rejected"),
    ),
    "a hub that serves nobody": Failure(
        NOT_REACHED | {"hub-unavailable": {"hub-unavailable"}},
        None,
        bridge(),
        provoke=refused(3, "unavailable"),
    ),
    "a hub that refuses a bridge": Failure(
        NOT_REACHED | {"bridge-not-authorised": {"not-authorised"}},
        None,
        bridge(),
        provoke=refused(5, "not authorised"),
    ),
    "two of one client id": Failure(
        {"session-taken-over": {"duplicate-client-id"}}, CLEAR, bridge(), provoke=clone
    ),
    "a message too large for the hub": Failure(
        {"oversize-packet": {"packet-too-big"}},
        f"max_packet_size 1000\n{CLEAR}",
        bridge(),
        provoke=publish(5000),
    ),
    "a message too large for the bridge": Failure(
        {"packet-dropped": {"packet-dropped"}},
        CLEAR,
        bridge("bridge_max_packet_size 1000\n"),
        provoke=publish(5000),
    ),
    "a QoS that is not allowed": Failure(
        {"feature-disallowed": {"feature-disallowed"}}, f"{CLEAR}max_qos 0\n", bridge()
    ),
    "a spoke that falls silent": Failure(
        {"keepalive-exceeded": {"keepalive-missed"}},
        CLEAR,
        bridge("keepalive_interval 5\n"),
        provoke=pause_spoke,
    ),
    "a browser": Failure(
        {"first-packet-unknown": {"not-mqtt"}},
        CLEAR,
        provoke=speak_http,
        told_by_2_0={"protocol-error": {"tls-to-plaintext", "not-mqtt"}},
    ),
    "too many clients": Failure(
        {"connections-exceeded": {"too-many-connections"}}, f"{CLEAR}max_connections 1\n", provoke=dial_twice
    ),
    "a full queue": Failure(
        NOT_REACHED | {"messages-dropped": {"queue-full"}},
        None,
        f"max_queued_messages 2\nmax_inflight_messages 1\n{bridge()}",
        provoke=publish(times=5),
    ),
    "a topic that is not allowed": Failure(
        {"publish-denied": {"acl-denied"}}, ACL, bridge(), {"acl": File(b"topic read b\n")}, publish()
    ),
    "a port twice": alone({"address-in-use": {"address-in-use"}}, f"{CLEAR}{CLEAR}"),
    "an address of elsewhere": alone(
        {"address-not-available": {"address-not-here"}}, "listener PORT 192.0.2.1\nallow_anonymous true\n"
    ),
    "an option that is none": alone(
        {"configuration-unknown": {"unknown-option"}}, f"{CLEAR}frobnicate true\n"
    ),
    "a value that is none": alone({"configuration-invalid": {"invalid-value"}}, f"{CLEAR}persistence True\n"),
    "an option twice": Failure(
        {"configuration-invalid": {"invalid-value"}},
        None,
        bridge("bridge_cafile /a\nbridge_cafile /b\n"),
        provoke=lambda both: None,
    ),
    "no password file": alone({"password-file-unopened": {"password-file-unreadable"}}, PASSWORDS),
    "a sealed password file": alone(
        {"password-file-unopened": {"password-file-unreadable"}}, PASSWORDS, passwords=File(b"edge:x\n", 0)
    ),
    "a damaged password file": alone(
        {"password-file-unread": {"password-file-damaged"}}, PASSWORDS, passwords=File(b"edge:$7$x$y\n")
    ),
    "hashes of 2.1": Failure(
        {"password-file-unread": {"password-file-damaged"}},
        PASSWORDS,
        files={"passwords": File(LONG_SALT)},
        releases=("2.0",),
    ),
    "no ACL": alone({"acl-file-unread": {"acl-unreadable"}}, ACL),
    "a line that is no ACL": alone({"acl-file-unread": {"acl-unreadable"}}, ACL, acl=File(b"frobnicate\n")),
    "nowhere to save": Failure(
        {"state-not-saved": {"persistence-not-writable"}},
        f"persistence true\npersistence_location FOLDER/data/\n{CLEAR}",
        files={"data/.keep": File(b"")},
        provoke=retain,
    ),
    "a damaged state": alone(
        {"state-not-restored": {"persistence-damaged"}},
        f"persistence true\npersistence_location FOLDER/\n{CLEAR}",
        **{"mosquitto.db": File(b"garbage" * 30)},
    ),
    "nowhere to log": alone(
        {"log-not-opened": {"log-not-writable"}}, f"log_dest file FOLDER/none/broker.log\n{CLEAR}"
    ),
    "a file that is open to others": Failure(
        {"file-too-open": {"file-too-open"}},
        PASSWORDS,
        files={"passwords": File(passwords()["passwords"].content, 0o666)},
        releases=("2.1",),
    ),
}
