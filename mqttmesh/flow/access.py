"""What an ACL file of ours, and the broker itself, let a client do."""

from __future__ import annotations

from mqttmesh import topic
from mqttmesh.mesh import Access, Broker

_STATE = "$SYS/broker/connection/+/state"


def may_write(access: Access | None, name: str) -> bool:
    """Whether a client may publish a topic; without an `access` only what the broker denies everybody counts.

    Of `$SYS` nobody writes more than the state of a bridge, and `$share` is no topic (Mosquitto's security.c;
    so it does even for a bridge's own client).
    """
    if name.startswith("$share") or (name.startswith("$SYS") and not topic.matches(_STATE, name)):
        return False
    return access is None or _any_matches(access.write, name)


def may_read(access: Access | None, name: str) -> bool:
    """Whether a client is sent a topic that it subscribed to."""
    return access is None or _any_matches(access.read, name)


def access_of(broker: Broker, user: str | None) -> Access:
    """What a user of a broker may do; None is a client without a user name."""
    if user is None:
        return broker.anonymous
    return next((grant.access for grant in broker.grants if grant.user == user), Access())


def _any_matches(filters: tuple[str, ...], name: str) -> bool:
    return any(topic.matches(filter_, name) for filter_ in filters)
