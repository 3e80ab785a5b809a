"""BrokerSpec → Broker: what hub and spokes have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import TypeVar

from mqttmesh.mesh import (
    Access,
    Account,
    Bridge,
    Broker,
    Container,
    Grant,
    Limits,
    Listener,
    Log,
    Persistence,
    Queue,
    Release,
    Role,
)
from mqttmesh.resolve import access
from mqttmesh.resolve.bridge import resolve_pair, resolve_secret
from mqttmesh.resolve.placeholders import Names
from mqttmesh.spec import BrokerSpec, UserSpec
from mqttmesh.spec.base import Spec

T = TypeVar("T")


def resolve_listeners(spec: BrokerSpec, names: Names) -> tuple[Listener, ...]:
    """A broker's listeners, as written."""
    return tuple(
        Listener(
            listener.port,
            listener.bind,
            listener.protocol,
            listener.tls,
            listener.allow_anonymous,
            names.fill(listener.client_ca) if listener.client_ca else None,
            listener.use_username_as_clientid,
            listener.max_connections,
        )
        for listener in spec.listeners or ()
    )


def resolve_broker(
    spec: BrokerSpec,
    name: str,
    names: Names,
    *,
    role: Role,
    release: Release,
    listeners: tuple[Listener, ...],
    anonymous: Access,
    labels: Mapping[str, str],
    bridge: Bridge | None = None,
    spokes: tuple[Account, ...] = (),
    spoke_grants: tuple[Grant, ...] = (),
) -> Broker:
    """One broker, from a complete spec; `spokes` log in to it beside its own users."""
    users = spec.users or ()
    return Broker(
        name=name,
        role=role,
        image=spec.image or "",
        release=release,
        listeners=listeners,
        key_pair=resolve_pair(spec.tls, names),
        accounts=(*_accounts(users, name, names, listeners), *spokes),
        anonymous=anonymous,
        grants=(
            *(Grant(names.fill(user.name), access.granted(user, names)) for user in users),
            *spoke_grants,
        ),
        bridge=bridge,
        labels=labels,
        extra=spec.extra_config.broker if spec.extra_config else (),
        persistence=_same(Persistence, spec.persistence),
        queue=_same(Queue, spec.queue),
        limits=_same(Limits, spec.limits),
        log=_same(Log, spec.log),
        container=_same(Container, spec.container),
    )


def _accounts(
    users: tuple[UserSpec, ...], broker: str, names: Names, listeners: tuple[Listener, ...]
) -> tuple[Account, ...]:
    if listeners and all(listener.client_ca for listener in listeners):
        return ()  # everybody comes by certificate; a password would let nobody in
    accounts = []
    for user in users:
        name = names.fill(user.name)
        accounts.append(Account(name, resolve_secret(user.password, f"secrets/{broker}/{name}.password")))
    return tuple(accounts)


@lru_cache(maxsize=256)  # most brokers of a mesh share them
def _same(kind: Callable[..., T], spec: Spec | None) -> T:
    """The resolved twin of a complete spec: the same fields, none of them left open."""
    return kind(**dict(spec or ()))
