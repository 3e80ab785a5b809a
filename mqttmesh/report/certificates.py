"""Certificates as text and as JSON; never a key."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mqttmesh.report.counted import counted
from mqttmesh.report.findings import visible

if TYPE_CHECKING:
    from mqttmesh.certs import CertificateFacts
    from mqttmesh.runtime.inventory import HeldCertificate

_SHOWN = 3
_USES = {
    "listener": "shown by listeners of",
    "bridge": "shown by the bridge of",
    "trust": "believed by",
    "client-ca": "asked of clients by",
}


def is_due(held: HeldCertificate, now: datetime) -> bool:
    """Whether somebody has to act: it cannot be read, is due for renewal, or is not what is shown."""
    if held.facts is None:
        return True
    return held.facts.due(now) or held.shown not in (None, "the same")


def certificates_text(held: Sequence[HeldCertificate], now: datetime) -> str:
    """A paragraph for each certificate, and a verdict."""
    blocks = ["\n".join(_block(one, now)) for one in held]
    due = sum(is_due(one, now) for one in held)
    verdict = f"{counted(len(held), 'certificate')}: " + (
        f"{due} to be seen to" if due else "none is due for renewal"
    )
    return "\n\n".join([*blocks, verdict])


def certificates_json(held: Sequence[HeldCertificate], now: datetime) -> str:
    """Everything, for machines; times are ISO 8601 in UTC."""
    return json.dumps([_data(one, now) for one in held], indent=2)


def lifetime_text(span: timedelta) -> str:
    """A span in the one unit that says it best."""
    seconds = span.total_seconds()
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if abs(seconds) >= 2 * size:
            return counted(int(seconds // size), unit)
    return counted(int(seconds), "second")


def _block(held: HeldCertificate, now: datetime) -> Iterator[str]:
    place = f" (certificate {held.position + 1})" if held.position else ""
    yield f"{visible(str(held.file))}{place}"
    yield f"  {_USES[held.use]} {_names(held.brokers)}"
    if held.facts is None:
        yield f"  {visible(held.fault)}"
        return
    for label, value in _facts(held.facts, now):
        yield f"  {label:<8} {visible(value)}"
    if held.shown is not None:
        yield f"  served   {held.shown}"


def _facts(facts: CertificateFacts, now: datetime) -> Iterator[tuple[str, str]]:
    if facts.subject:
        yield "subject", facts.subject
    if facts.names:
        yield "names", ", ".join(facts.names)
    yield "issuer", "itself" if facts.issuer == facts.subject else facts.issuer
    yield "key", facts.key + (f", for {', '.join(facts.purposes)}" if facts.purposes else "")
    yield "valid", _validity(facts, now)


def _validity(facts: CertificateFacts, now: datetime) -> str:
    until = f"until {facts.not_after:%Y-%m-%d %H:%M} UTC"
    left = facts.left(now)
    if left <= timedelta():
        return f"EXPIRED: {until}"
    share = f"{lifetime_text(left)} and {facts.share_left(now):.0%} of its life left"
    return f"{until}: {share}" + (", DUE for renewal" if facts.due(now) else "")


def _names(brokers: Sequence[str]) -> str:
    more = f" and {len(brokers) - _SHOWN} more" if len(brokers) > _SHOWN else ""
    return ", ".join(brokers[:_SHOWN]) + more


def _data(held: HeldCertificate, now: datetime) -> dict[str, Any]:
    data: dict[str, Any] = {
        "file": str(held.file),
        "position": held.position,
        "use": held.use,
        "brokers": list(held.brokers),
        "fault": held.fault,
        "served": held.shown,
        "needs_attention": is_due(held, now),
    }
    if (facts := held.facts) is not None:
        data |= {
            "subject": facts.subject,
            "names": list(facts.names),
            "issuer": facts.issuer,
            "extended_key_usage": list(facts.purposes),
            "key": facts.key,
            "authority": facts.authority,
            "fingerprint_sha256": facts.fingerprint,
            "not_before": facts.not_before.isoformat(),
            "not_after": facts.not_after.isoformat(),
            "days_left": round(facts.left(now) / timedelta(days=1), 3),
            "share_of_life_left": round(facts.share_left(now), 4),
        }
    return data
