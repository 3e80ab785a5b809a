"""The mistakes of a topology: what stops it from being read or resolved, before any rule is asked.

Each has an id, which stands in brackets behind its message, and one line that says what it means.
"""

from __future__ import annotations

from collections.abc import Mapping

MISTAKES: Mapping[str, Mapping[str, str]] = {
    "Reading YAML": {
        "unreadable-topology": "no such file, or no text in it; or an option does not fit it",
        "yaml-syntax": "the text is not YAML",
        "yaml-trap": "a word or number that versions of YAML read differently, such as `on` or `12:30`",
        "yaml-tag": "a tag, such as `!!str`; topologies have none",
        "yaml-alias": "an anchor that is missing, written twice or inside itself; aliases beyond bounds",
        "duplicate-key": "a key stands twice in one mapping",
        "bad-key": "a key that is not a plain text",
        "many-documents": "a second document in the file",
        "too-deep": "values are nested too deeply",
        "too-many-values": "the file holds more values than any mesh needs",
        "too-many-mistakes": "so many mistakes that no further one is told",
    },
    "Keys and values": {
        "unknown-key": "a key that does not exist there, with the nearest one that does",
        "missing-key": "a key that is required",
        "wrong-type": "a text where a number is expected, and the like",
        "bad-value": "a value out of bounds, or none of those allowed",
        "bad-text": "an empty text, one with control characters, or one that means a secret's place",
        "bad-duration": "no duration with its unit, such as `30s`",
        "bad-size": "no size with its unit, such as `256MiB`",
        "bad-rate": "no rate with its unit, such as `50/s`",
        "bad-host": "not a host name or address",
        "bad-address": "not an IP address",
        "bad-endpoint": "not `host:port`",
        "bad-image": "not an image reference",
        "bad-user-name": "not a user name",
        "bad-environment-name": "not the name of an environment variable",
        "bad-placeholder": "a brace that belongs to no placeholder, or `{spoke}` where there is none",
        "bad-topic": "not a topic name",
        "bad-topic-filter": "not a topic filter",
        "bad-prefix": "not a prefix of a topic",
        "bad-secret": "not exactly one place for a secret",
        "bad-pair": "neither a Let's Encrypt folder nor a certificate with its key",
    },
    "Names": {
        "bad-name": "not a name, or not a range",
        "duplicate-name": "two spokes, two users of a broker, or a spoke and a user of the hub have one name",
        "range-collision": "a range holds a spoke that was defined before",
        "override-of-nothing": "`override: true` of a spoke that nothing before it defines",
        "too-many-spokes": "more spokes than one topology may have",
        "duplicate-identity": "two spokes have one client id or user name at the hub",
    },
    "Brokers": {
        "unknown-release": "the image's tag does not say which Mosquitto it holds",
        "release-mismatch": "`mosquitto` says another release than the image's tag",
        "needs-newer-mosquitto": "an option of 2.1 for a broker of 2.0",
        "duplicate-listener": "two listeners on one port",
        "listener-without-clients": "a listener that lets nobody in",
        "users-without-listener": "users of a hub whose every listener asks for a spoke's certificate",
        "anonymous-without-access": "anonymous clients of the hub who may do nothing",
        "missing-certificate": "TLS without a certificate, or a spoke that must show one and has none",
        "missing-client-ca": "spokes come by certificate, and the hub does not know their authority",
        "extra-config-refused": "a raw line whose option has a place of its own",
    },
    "Bridges": {
        "nothing-to-carry": "a spoke has no topics, and Mosquitto starts with no such bridge",
        "nothing-to-dial": "the hub has no listener of the kind that spokes dial",
        "bad-proof": "a certificate as proof on a bridge without TLS",
        "bad-restart": "`cap` below `base`",
        "duplicate-topic": "the same topic line twice",
        "option-without-effect": "an option that does nothing beside the others",
        "foreign-hub": "something that a hub of this kind does not take",
    },
}
"""What each mistake means, by the part of a topology that it is made in."""

MEANINGS: Mapping[str, str] = {id: meaning for part in MISTAKES.values() for id, meaning in part.items()}
"""What each mistake means."""
