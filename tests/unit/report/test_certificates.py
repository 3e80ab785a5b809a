"""Certificates as people read them and as machines do, and which of them somebody must see to."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from mqttmesh.certs import CertificateFacts
from mqttmesh.report.certificates import certificates_json, certificates_text, is_due, lifetime_text
from mqttmesh.runtime.inventory import HeldCertificate

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CHAIN = Path("/etc/letsencrypt/live/mqtt.grid.example/fullchain.pem")
FACTS = CertificateFacts(
    subject="",
    names=("mqtt.grid.example", "127.77.0.1"),
    issuer="CN=YE1,O=Let's Encrypt,C=US",
    purposes=("serverAuth",),
    key="EC secp256r1",
    not_before=NOW - timedelta(days=10),
    not_after=NOW + timedelta(days=80),
    fingerprint="ab" * 32,
    authority=False,
)
LEAF = HeldCertificate(("hub",), "listener", CHAIN, 0, FACTS, shown="the same")
X1 = replace(FACTS, subject="CN=X1", issuer="CN=X1", names=(), purposes=(), key="RSA 4096", authority=True)
ROOT = HeldCertificate(("edge-1", "edge-2", "edge-3", "edge-4"), "trust", Path("pki/x1.pem"), 1, X1)
EMPTY = "pki/spokes.pem holds no certificate"
UNREAD = HeldCertificate(("hub",), "client-ca", Path("pki/spokes.pem"), 0, None, EMPTY)


def aged(days: float, held: HeldCertificate = LEAF) -> HeldCertificate:
    """The same with so many days left of 90."""
    assert held.facts is not None
    end = NOW + timedelta(days=days)
    return replace(held, facts=replace(held.facts, not_after=end, not_before=end - timedelta(days=90)))


def test_the_whole_text() -> None:
    assert certificates_text([LEAF, ROOT, UNREAD], NOW) == (
        "/etc/letsencrypt/live/mqtt.grid.example/fullchain.pem\n"
        "  shown by listeners of hub\n"
        "  names    mqtt.grid.example, 127.77.0.1\n"
        "  issuer   CN=YE1,O=Let's Encrypt,C=US\n"
        "  key      EC secp256r1, for serverAuth\n"
        "  valid    until 2026-05-20 12:00 UTC: 80 days and 89% of its life left\n"
        "  served   the same\n"
        "\n"
        "pki/x1.pem (certificate 2)\n"
        "  believed by edge-1, edge-2, edge-3 and 1 more\n"
        "  subject  CN=X1\n"
        "  issuer   itself\n"
        "  key      RSA 4096\n"
        "  valid    until 2026-05-20 12:00 UTC: 80 days and 89% of its life left\n"
        "\n"
        "pki/spokes.pem\n"
        "  asked of clients by hub\n"
        "  pki/spokes.pem holds no certificate\n"
        "\n"
        "3 certificates: 1 to be seen to"
    )


def test_all_well_in_a_line() -> None:
    assert certificates_text([LEAF], NOW).endswith("\n\n1 certificate: none is due for renewal")


@pytest.mark.parametrize(
    ("held", "line"),
    [
        (aged(31), "until 2026-04-01 12:00 UTC: 31 days and 34% of its life left"),
        (aged(29), "until 2026-03-30 12:00 UTC: 29 days and 32% of its life left, DUE for renewal"),
        (aged(0), "EXPIRED: until 2026-03-01 12:00 UTC"),
        (aged(-1), "EXPIRED: until 2026-02-28 12:00 UTC"),
    ],
)
def test_how_long_it_is_still_valid(held: HeldCertificate, line: str) -> None:
    assert f"  valid    {line}\n" in certificates_text([held], NOW)


@pytest.mark.parametrize(
    ("held", "due"),
    [
        (LEAF, False),
        (replace(LEAF, shown=None), False),
        (replace(LEAF, shown="another"), True),
        (replace(LEAF, shown="nothing"), True),
        (aged(29), True),
        (aged(-1), True),
        (aged(29, ROOT), False),
        (aged(-1, ROOT), True),
        (UNREAD, True),
    ],
)
def test_what_must_be_seen_to(held: HeldCertificate, due: bool) -> None:
    assert is_due(held, NOW) is due
    (data,) = json.loads(certificates_json([held], NOW))
    assert data["needs_attention"] is due


def test_json_tells_everything_and_times_in_utc() -> None:
    leaf, _, unread = json.loads(certificates_json([LEAF, ROOT, UNREAD], NOW))
    assert leaf == {
        "file": str(CHAIN),
        "position": 0,
        "use": "listener",
        "brokers": ["hub"],
        "fault": "",
        "served": "the same",
        "needs_attention": False,
        "subject": "",
        "names": ["mqtt.grid.example", "127.77.0.1"],
        "issuer": "CN=YE1,O=Let's Encrypt,C=US",
        "extended_key_usage": ["serverAuth"],
        "key": "EC secp256r1",
        "authority": False,
        "fingerprint_sha256": "ab" * 32,
        "not_before": "2026-02-19T12:00:00+00:00",
        "not_after": "2026-05-20T12:00:00+00:00",
        "days_left": 80.0,
        "share_of_life_left": 0.8889,
    }
    assert (unread["fault"], unread["served"]) == (EMPTY, None)
    assert "not_after" not in unread


def test_what_a_certificate_says_cannot_move_the_cursor() -> None:
    hostile = replace(LEAF, facts=replace(FACTS, subject="CN=\x1b[2Jnobody"))
    assert "\x1b" not in certificates_text([hostile], NOW)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(days=90), "90 days"),
        (timedelta(days=2), "2 days"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(minutes=119), "119 minutes"),
        (timedelta(seconds=119), "119 seconds"),
        (timedelta(seconds=1), "1 second"),
    ],
)
def test_a_span_in_the_unit_that_says_it_best(span: timedelta, said: str) -> None:
    assert lifetime_text(span) == said
