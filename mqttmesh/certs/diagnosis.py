"""Why a chain is refused, and which certificate is at fault: OpenSSL's verdict, so that it can be mended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509.oid import ExtendedKeyUsageOID

from mqttmesh.certs.cause import Cause
from mqttmesh.certs.letsencrypt import is_intermediate
from mqttmesh.certs.strength import weak_key, weak_signature
from mqttmesh.certs.verifier import Anchors, Purpose, refusal


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a chain is refused.

    Attributes:
        at: The certificate at fault; of an anchor the one that is believed.
        words: How OpenSSL says it.
    """

    cause: Cause
    at: x509.Certificate
    words: str


MOST = 100
"""Certificates of a chain that are looked at: OpenSSL follows no more."""

_PURPOSES = {"server": ExtendedKeyUsageOID.SERVER_AUTH, "client": ExtendedKeyUsageOID.CLIENT_AUTH}


def diagnose(
    chain: Sequence[x509.Certificate], anchors: Anchors, purpose: Purpose, now: datetime
) -> Diagnosis | None:
    """Why whoever believes `anchors` refuses a chain (leaf first); None when it is taken."""
    refused = refusal(chain, anchors, purpose)
    if refused is None:
        return None
    cause, at = _Inquiry(_path(chain[:MOST], anchors), anchors, purpose, now).judged(refused.code)
    return Diagnosis(cause, at, refused.words)


def is_self_signed(certificate: x509.Certificate) -> bool:
    """Whether it is an end of chains: an issuer of itself."""
    return issued(certificate, certificate)


def issued(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    """Whether one certificate signed the other; by name where nobody verifies such signatures any more."""
    if issuer.subject != certificate.issuer:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, TypeError):
        return False
    except (UnsupportedAlgorithm, ValueError):
        return True  # SHA-1, as old roots have it
    return True


def serves(certificate: x509.Certificate, purpose: Purpose) -> bool:
    """Whether its extended key usage, where it has one, says so; `any` is not enough for OpenSSL."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return True
    return _PURPOSES[purpose] in usage


def may_sign(certificate: x509.Certificate) -> bool:
    """Whether it is an authority's: basic constraints and key usage say so (RFC 5280 §4.2.1)."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return _is_ca(certificate)
    except ValueError:
        return False
    return _is_ca(certificate) and usage.key_cert_sign


def _is_ca(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def _path(chain: Sequence[x509.Certificate], anchors: Anchors) -> list[x509.Certificate]:
    """From the leaf up as far as it leads: trusted issuers first, then what is shown, as OpenSSL goes."""
    path = [chain[0]]
    while not is_self_signed(path[-1]) and len(path) < MOST:
        candidates = (each for each in (*anchors.certificates, *chain) if each not in path)
        above = next((each for each in candidates if issued(each, path[-1])), None)
        if above is None:
            break
        path.append(above)
    return path


@dataclass(frozen=True, slots=True)
class _Inquiry:
    """Who is at fault on the way from the leaf up."""

    path: Sequence[x509.Certificate]
    anchors: Anchors
    purpose: Purpose
    now: datetime

    def judged(self, code: int) -> tuple[Cause, x509.Certificate]:
        if code not in _FAULTS:
            return self._unanchored()
        cause, faulty = _FAULTS[code]
        at = next((each for each in self.path if faulty(self, each)), self.path[0])
        if cause is Cause.EXPIRED and at is not self.path[0]:
            known = at in self.anchors.certificates
            return (Cause.EXPIRED_ANCHOR if known else Cause.EXPIRED_INTERMEDIATE), at
        return cause, at

    def signs_unlawfully(self, at: x509.Certificate) -> bool:
        return at is not self.path[0] and not may_sign(at)

    def reaches_too_far(self, at: x509.Certificate) -> bool:
        try:
            limit = at.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length
        except (x509.ExtensionNotFound, ValueError):
            return False
        return limit is not None and self.path.index(at) - 1 > limit

    def _endless(self) -> Sequence[x509.Certificate]:
        """All that is believed, where none of it could end any chain."""
        certificates = self.anchors.certificates
        return () if self.anchors.system or any(map(is_self_signed, certificates)) else certificates

    def _unanchored(self) -> tuple[Cause, x509.Certificate]:
        leaf, top = self.path[0], self.path[-1]
        for each in (*self.path, *self._endless()):
            if each in self.anchors.certificates and not is_self_signed(each):
                return (Cause.INTERMEDIATE_AS_ANCHOR if _is_ca(each) else Cause.LEAF_AS_ANCHOR), each
        if is_self_signed(leaf):
            return Cause.UNTRUSTED, leaf
        renamed = any(each.subject == top.issuer for each in self.anchors.certificates)
        short = (top is leaf and not renamed) or is_intermediate(top)
        return (Cause.INCOMPLETE if short else Cause.UNTRUSTED), top


_Faulty = Callable[[_Inquiry, x509.Certificate], bool]


def _of(cause: Cause, faulty: _Faulty, *codes: int) -> dict[int, tuple[Cause, _Faulty]]:
    return dict.fromkeys(codes, (cause, faulty))


# X509_V_ERR_… of openssl/x509_vfy.h; what is none of them leads to no anchor.
_FAULTS = {
    **_of(Cause.NOT_YET_VALID, lambda asked, at: at.not_valid_before_utc > asked.now, 9),
    **_of(Cause.EXPIRED, lambda asked, at: at.not_valid_after_utc <= asked.now, 10),
    **_of(Cause.TOO_LONG, _Inquiry.reaches_too_far, 22, 25),
    **_of(Cause.PURPOSE, lambda asked, at: not serves(at, asked.purpose), 26),
    **_of(Cause.NO_AUTHORITY, _Inquiry.signs_unlawfully, 24, 32, 37, 79),
    **_of(Cause.NAME_CONSTRAINTS, lambda asked, at: at is asked.path[0], *range(47, 54)),
    **_of(Cause.WEAK_KEY, lambda _, at: weak_key(at) is not None, 66, 67),
    **_of(Cause.WEAK_SIGNATURE, lambda _, at: weak_signature(at) is not None, 68),
}
