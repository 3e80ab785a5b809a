"""Whether a certificate carries the name that a bridge dials, as each release of Mosquitto decides it.

Tried with 2.0.11 and 2.1.2; tests/e2e/test_certificate_table.py holds them to it.
"""

from __future__ import annotations

import ipaddress

from cryptography import x509
from cryptography.x509.oid import NameOID

from mqttmesh.mesh import Release
from mqttmesh.spec.scalars import is_address


def carries(leaf: x509.Certificate, dialled: str, release: Release) -> bool:
    """Whether a bridge of this release takes a certificate for the host it dialled."""
    names, addresses = alternative_names(leaf)
    if is_address(dialled):
        if ipaddress.ip_address(dialled) in addresses:
            return True
        if release == "2.1":
            return False  # 2.0 compares it with the names too
    if not names:  # only then is the common name looked at
        names = common_names(leaf)
    matches = _matches_2_0 if release == "2.0" else _matches_2_1
    return any(matches(name.lower(), dialled.lower()) for name in names)


def carried_names(leaf: x509.Certificate) -> tuple[str, ...]:
    """Every name of a certificate, as people read it."""
    names, addresses = alternative_names(leaf)
    return (*names, *map(str, addresses), *common_names(leaf))


def alternative_names(leaf: x509.Certificate) -> tuple[tuple[str, ...], tuple[object, ...]]:
    """The DNS names and the IP addresses of a certificate's subject alternative name."""
    try:
        said = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (x509.ExtensionNotFound, ValueError):
        return (), ()
    return (
        tuple(said.get_values_for_type(x509.DNSName)),
        tuple(said.get_values_for_type(x509.IPAddress)),
    )


def common_names(leaf: x509.Certificate) -> tuple[str, ...]:
    """The common names of a certificate's subject."""
    return tuple(str(each.value) for each in leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME))


def _matches_2_0(pattern: str, dialled: str) -> bool:
    """Mosquitto's own comparison."""
    if pattern.startswith("*."):
        return dialled.partition(".")[2] == pattern[2:]
    return pattern == dialled


def _matches_2_1(pattern: str, dialled: str) -> bool:
    """As X509_check_host(3): a wildcard at either end of the first label, with two more below it."""
    first, _, rest = pattern.partition(".")
    before, star, after = first.partition("*")
    if not star:
        return pattern == dialled
    label, _, domain = dialled.partition(".")
    if (before and after) or "*" in after + rest or "." not in rest or first.startswith("xn--"):
        return False
    fits = label.startswith(before) and label.endswith(after) and len(label) >= len(first) - 1
    return fits and domain == rest and (first != "*" or label != "")
