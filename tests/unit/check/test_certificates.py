"""What is said of certificates: each cause once, where it was written, and nothing of what is not here."""

from __future__ import annotations

from pathlib import Path

import pytest

from mqttmesh.check import Case, check
from mqttmesh.check.papers import Papers
from mqttmesh.check.rules import RULES
from mqttmesh.finding import Finding
from mqttmesh.load import load
from mqttmesh.resolve import resolution
from tests.support.certificates import DAY, Entity, authority, leaf, pem, write_pair

ROOT, CLIENTS = authority("Root"), authority("Clients")
NAME = "mqtt.grid.example"
TEXT = f"""\
version: 1
name: grid
trust: [pki/root.pem]
hub:
  host: {NAME}
  listeners: [{{port: 8883, tls: true}}]
  tls: {{certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}}
  auth: {{spokes: {{certificate: {{client_ca: pki/clients.pem}}}}}}
topics: [{{filter: "a/#", remote_prefix: "{{spoke}}/"}}]
spokes:
  - name: edge-{{1..3}}
    client_tls: {{certificate: "pki/{{spoke}}/fullchain.pem", private_key: "pki/{{spoke}}/privkey.pem"}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A sound mesh of three spokes."""
    (tmp_path / "pki").mkdir()
    (tmp_path / "pki/root.pem").write_bytes(ROOT.pem)
    (tmp_path / "pki/clients.pem").write_bytes(CLIENTS.pem)
    lay(tmp_path, "hub", leaf(ROOT, names=[NAME]))
    for number in (1, 2, 3):
        lay(tmp_path, f"edge-{number}", client(f"edge-{number}"))
    return tmp_path


def lay(folder: Path, name: str, own: Entity, *above: Entity) -> None:
    write_pair(folder / "pki" / name, pem(own, *above), own.key_pem())


def client(name: str, issuer: Entity = CLIENTS, purposes: tuple[str, ...] = ("client",)) -> Entity:
    return leaf(issuer, common_name=name, purposes=purposes)


def case_of(folder: Path, text: str = TEXT) -> Case:
    path = folder / "topology.yaml"
    path.write_text(text)
    topology = load(path)
    return Case.of(topology, resolution(topology))


def found(folder: Path, text: str = TEXT, *, advice: bool = False) -> list[Finding]:
    """What the rules of certificates find."""
    rules = [rule for rule in RULES if rule.family == "tls" and (rule.proof != "advice" or advice)]
    return list(check(case_of(folder, text), rules))


def rules(findings: list[Finding]) -> set[str]:
    return {each.rule for each in findings}


def test_a_sound_mesh_has_nothing_to_say(folder: Path) -> None:
    assert found(folder, advice=True) == []


def test_of_files_that_are_not_here_only_advice_speaks(tmp_path: Path) -> None:
    assert found(tmp_path) == []
    advice = found(tmp_path, advice=True)
    assert rules(advice) == {"unchecked-certificate"}
    assert [each.message for each in advice] == [
        "pki/hub/fullchain.pem is not on this machine, and was not checked",
        "pki/edge-1/fullchain.pem is not on this machine, and was not checked; likewise 2 more",
        "pki/root.pem is not on this machine, and was not checked",
        "pki/clients.pem is not on this machine, and was not checked",
    ]


def test_files_of_one_cause_at_one_place_are_one_finding(folder: Path) -> None:
    for number in (1, 3):
        lay(folder, f"edge-{number}", client(f"edge-{number}", authority("Foreign")))
    (finding,) = found(folder)
    assert finding.loc == ("spokes", 0, "client_tls", "certificate")
    assert finding.message.startswith("pki/edge-1/fullchain.pem leads to `Foreign`")
    assert finding.message.endswith("; likewise 1 more")


def test_what_is_inherited_is_told_where_it_was_said(folder: Path) -> None:
    lay(folder, "shared", leaf(ROOT, names=[NAME], ends=-DAY, begins=-2 * DAY))
    text = TEXT.replace(
        "  tls: {certificate: pki/hub/fullchain.pem, private_key: pki/hub/privkey.pem}\n", ""
    ).replace(
        "hub:",
        "defaults: {tls: {certificate: pki/shared/fullchain.pem, private_key: pki/shared/privkey.pem}}\nhub:",
    )
    (finding,) = found(folder, text)
    assert (finding.rule, finding.loc) == ("expired-certificate", ("defaults", "tls", "certificate"))


def test_trust_that_nobody_wrote_is_told_at_the_hub(folder: Path) -> None:
    lay(folder, "hub", leaf(ROOT, names=[NAME]), ROOT)
    (finding,) = found(folder, TEXT.replace("trust: [pki/root.pem]\n", ""))
    assert (finding.rule, finding.loc) == ("hub-unknown-to-system", ("hub", "tls", "certificate"))
    assert "which this machine's store does not hold" in finding.message


def test_one_broken_authority_is_the_only_finding(folder: Path) -> None:
    (folder / "pki/root.pem").write_bytes(b"")
    (finding,) = found(folder)
    assert (finding.rule, finding.loc) == ("broken-certificate-file", ("trust", 0))


def test_a_private_key_is_no_authority(folder: Path) -> None:
    (folder / "pki/root.pem").write_bytes(ROOT.pem + ROOT.key_pem())
    (finding,) = found(folder)
    assert "pki/root.pem holds a private key" in finding.message


def test_certbot_may_have_a_clients_certificate_of_an_authority_of_ones_own(folder: Path) -> None:
    live = 'client_tls: {letsencrypt: "live/{spoke}"}'
    text = TEXT.replace(TEXT[TEXT.index("client_tls") : -1], live)
    assert rules(found(folder, text)) == {"letsencrypt-client-certificate"}
    for number in (1, 2, 3):
        own = client(f"edge-{number}")
        write_pair(folder / "live" / f"edge-{number}", own.pem, own.key_pem())
    assert found(folder, text) == []


def test_an_insecure_bridge_looks_at_no_name(folder: Path) -> None:
    lay(folder, "hub", leaf(ROOT, names=["mqtt.other.example"]))
    assert rules(found(folder)) == {"hub-name-mismatch"}
    assert rules(found(folder, TEXT + "bridge: {insecure: true}\n")) == {"insecure-bridge"}


def test_every_name_that_is_dialled_is_looked_for(folder: Path) -> None:
    text = TEXT.replace("  listeners", f'  dial: ["{NAME}:8883", "192.0.2.1:8883"]\n  listeners', 1)
    assert rules(found(folder, text)) == {"address-not-in-certificate"}


def test_a_foreign_hubs_authority_is_judged_alone(tmp_path: Path) -> None:
    (tmp_path / "pki").mkdir()
    (tmp_path / "pki/root.pem").write_bytes(authority("Middle", ROOT).pem)
    start, end = TEXT.index("hub:"), TEXT.index("topics:")
    text = TEXT[:start] + f"hub: {{kind: generic, host: {NAME}}}\n" + TEXT[end : TEXT.index("    client_tls")]
    (finding,) = found(tmp_path, text)
    assert (finding.rule, finding.loc) == ("intermediate-as-anchor", ("trust", 0))


def test_a_pair_that_half_was_renewed(folder: Path) -> None:
    (folder / "pki/hub/privkey.pem").write_bytes(leaf(ROOT, names=[NAME]).key_pem())
    (finding,) = found(folder)
    assert (finding.rule, finding.loc) == ("key-of-another-certificate", ("hub", "tls", "private_key"))


def test_one_hub_is_judged_once_for_all_its_spokes(folder: Path) -> None:
    papers = Papers(case_of(folder, TEXT.replace("{1..3}", "{1..500}")))
    assert sum(shown.purpose == "server" for shown in papers.shown) == 1
    assert len(papers.here) == 4


@pytest.mark.parametrize(("left", "told"), [(89, {"certificate-expires-soon"}), (91, set())])
def test_certificates_for_years_are_told_three_months_before_their_end(
    left: int, told: set[str], folder: Path
) -> None:
    lay(folder, "hub", leaf(ROOT, names=[NAME], begins=-3000 * DAY, ends=left * DAY), ROOT)
    assert rules(found(folder)) == told
