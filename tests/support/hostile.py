"""Texts that would like to be more than a value, and every place of a topology where a text may stand."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

HOSTILE = [
    "a\nlistener 1",
    "a\r\nallow_anonymous true",
    "a\u2028allow_anonymous true",
    "a\x85user x",
    "\ufeffa",
    '"',
    "'",
    "'; touch /tmp/x; '",
    "$(id)",
    "`id`",
    "${HOME}",
    "$$",
    "$",
    "a # b",
    "# a",
    "{{ 7*7 }}",
    "{% raw %}",
    "{{{{ a }}}}",
    "../../etc/passwd",
    "a: b",
    "- a",
    "&a",
    "*a",
    "<<",
    "!!python/object:os",
    "a\\nb",
    "a\\",
    "%n",
    "~",
    "null",
    "no",
    "0x1f",
    "1e3",
    "=",
    "a=b",
    "@secret:bridge-password@",
    "a b",
    " a",
    "😀",
    "\ud800",
]
TEXTS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(min_size=1, max_size=12),
    st.text(alphabet="ab/{}$#'\"\\ \n\t:@%&*!|>-_.~=", min_size=1, max_size=12),
)


def topology() -> dict[str, Any]:
    """A topology in which every kind of free text stands somewhere."""
    return {
        "version": 1,
        "name": "grid",
        "hub": {
            "host": "hub.example",
            "listeners": [{"port": 8883, "tls": True}],
            "tls": {"certificate": "keys/hub.pem", "private_key": "keys/hub.key"},
            "users": [{"name": "reader", "read": ["all/#"]}],
        },
        "trust": ["system"],
        "bridge": {},
        "topics": [{"filter": "a/#"}],
        "spokes": [
            {
                "name": "edge",
                "image": "eclipse-mosquitto:2.1.2",
                "mosquitto": "2.1",
                "listeners": [{"port": 1883, "tls": True, "allow_anonymous": True}],
                "labels": {"usual": "label"},
                "tls": {"letsencrypt": "/live/edge"},
                "bridge": {},
            }
        ],
    }


LISTS = ("dial", "broker", "bridge")
USUAL = {"extra_config": {"unchecked": True}}
PLACES: list[tuple[str | int, ...]] = [
    ("name",),
    ("hub", "host"),
    ("hub", "name"),
    ("hub", "tls", "certificate"),
    ("hub", "tls", "private_key"),
    ("hub", "users", 0, "name"),
    ("hub", "users", 0, "read", 0),
    ("hub", "users", 0, "password", "file"),
    ("hub", "users", 0, "password", "env"),
    ("hub", "dial"),
    ("hub", "listeners", 0, "bind"),
    ("trust", 0),
    ("bridge", "name"),
    ("bridge", "remote_clientid"),
    ("bridge", "local_clientid"),
    ("bridge", "username"),
    ("bridge", "notification_topic"),
    ("bridge", "alpn"),
    ("bridge", "ciphers"),
    ("bridge", "ciphers_tls13"),
    ("bridge", "bind_address"),
    ("topics", 0, "filter"),
    ("topics", 0, "local_prefix"),
    ("topics", 0, "remote_prefix"),
    ("spokes", 0, "name"),
    ("spokes", 0, "image"),
    ("spokes", 0, "labels", "usual"),
    ("spokes", 0, "tls", "letsencrypt"),
    ("spokes", 0, "listeners", 0, "client_ca"),
    ("spokes", 0, "extra_config", "broker"),
    ("spokes", 0, "extra_config", "bridge"),
    ("spokes", 0, "bridge", "password", "file"),
    ("spokes", 0, "bridge", "password", "env"),
]


def put(data: Any, place: tuple[str | int, ...], text: str) -> None:
    """Put a text at a place of a topology, which need not be there yet."""
    *way, last = place
    for step in way:
        data = data.setdefault(step, dict(USUAL.get(step, {}))) if isinstance(step, str) else data[step]
    data[last] = [text] if last in LISTS else text
