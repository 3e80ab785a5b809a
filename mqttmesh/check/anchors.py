"""Authorities that a topology names, and that cannot be what chains end at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from mqttmesh.certs.cause import Cause
from mqttmesh.check.case import Case
from mqttmesh.check.papers import Believed
from mqttmesh.finding import Loc

Found = Iterator[tuple[Loc, str, str]]


def not_self_signed(case: Case, cause: Cause) -> Found:
    """Anchors that are an intermediate, or a leaf, and let no chain end, as `told` wants them."""
    for refused in case.papers.refused(cause):
        from mqttmesh.certs.facts import title
        from mqttmesh.certs.names import carried_names

        at = refused.diagnosis.at
        loc, name = case.papers.anchor(refused)
        called = title(at.subject) if at.subject else (*carried_names(at), "nobody")[0]
        yield loc, name, f"holds `{called}`, which is not self-signed: no chain ends there"
    for believed in _together(case):
        if believed[0].purpose == "client" or not case.papers.system:
            yield from _endless(case, believed, cause)


def expired(case: Case, *, needed: bool) -> Found:
    """Roots that have expired: those that everything depends on, or the others, as `told` wants them."""
    fatal = [case.papers.anchor(refused) for refused in case.papers.refused(Cause.EXPIRED_ANCHOR)]
    for believed in _together(case):
        roots = list(_roots(case, believed))
        alone = not (believed[0].purpose == "server" and case.papers.system)
        none_left = alone and all(end <= case.now for _, end, _ in roots)
        for each, end, subject in roots:
            if end <= case.now and needed == (none_left or (each.loc, each.name) in fatal):
                yield each.loc, each.name, f"holds `{subject}`, which expired on {end:%Y-%m-%d}"


def _together(case: Case) -> Iterator[Sequence[Believed]]:
    """Files of which one is enough to be believed."""
    if case.papers.trust:
        yield case.papers.trust
    yield from ([each] for each in case.papers.client_authorities)


def _roots(case: Case, believed: Sequence[Believed]) -> Iterator[tuple[Believed, datetime, str]]:
    for each in believed:
        file = case.certificates.certificates(each.name)
        for certificate in file.certificates if file else ():
            if certificate.issuer == certificate.subject:
                from mqttmesh.certs.facts import title

                yield each, certificate.not_valid_after_utc, title(certificate.subject)


def _endless(case: Case, believed: Sequence[Believed], cause: Cause) -> Found:
    """What stands for a root where there is none at all, whatever will be shown."""
    certificates = case.papers.anchors(believed)
    if certificates is None:
        return
    from mqttmesh.certs.diagnosis import is_self_signed
    from mqttmesh.certs.facts import facts_of

    if any(map(is_self_signed, certificates)):
        return
    for each in believed:
        file = case.certificates.certificates(each.name)
        facts = facts_of(file.certificates[0]) if file else None
        if facts and facts.authority == (cause is Cause.INTERMEDIATE_AS_ANCHOR):
            yield each.loc, each.name, "holds no self-signed certificate, and no chain ends at another"
