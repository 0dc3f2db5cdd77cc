"""From a signer's certificate to a pinned root, at one moment, for one role.

The path of each issuing authority and its revocation lists are checked once for a `Trust` and remembered; a
signer's own certificate is then checked directly against its exact profile, because in a national round nearly
every package has another signer. pyHanko's full path validation gives the same answers; a test holds both to it.
Source: package-format sections 9, 11 and 18; threats section 6.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from desktop_app.errors import Fault
from desktop_app.trust import algorithms, keys
from desktop_app.trust.anchors import Trust
from desktop_app.trust.certificates import (
    Certificate,
    CertificateError,
    Issuer,
    check_encryption_profile,
    leaf_subject,
    read_certificate,
)
from desktop_app.trust.faults import (
    ROLE,
    TRUST_ALGORITHM,
    TRUST_CRL_MISSING,
    TRUST_CRL_STALE,
    TRUST_EARLY,
    TRUST_EXPIRED,
    TRUST_REVOKED,
    TRUST_UNKNOWN_CA,
    TRUST_USAGE,
)
from desktop_app.trust.names import Subject
from desktop_app.trust.revocation import CrlError, RevocationList, read_crl
from desktop_app.trust.roles import ALONE, ARC, Role


@dataclass(frozen=True)
class Leaf:
    """A signer's certificate that passed every check.

    Attributes:
        subject: whom it names; a claim of the authority, shown from the roster instead.
        spki_sha256: fingerprint of the key, which is what an office is known by.
    """

    certificate: Certificate
    subject: Subject
    spki_sha256: str


@dataclass(frozen=True)
class KnownAuthority:
    """An authority that leads to a pinned root, with the lists it signed, newest number first.

    Attributes:
        policies: what it may grant; None for a root, which may grant anything.
        above: the root that issued it; None for a root.
    """

    certificate: Certificate
    issuer: Issuer
    policies: tuple[str, ...] | None
    above: KnownAuthority | None
    crls: tuple[RevocationList, ...]


def check_chain(
    certificate: bytes | Certificate,
    issuer: bytes,
    trust: Trust,
    role: Role,
    moment: datetime,
    *,
    check_revocation: bool = True,
) -> Leaf:
    """Turn two certificates from a package into a signer that may be believed for `role` at `moment`.

    Args:
        certificate: the signer's certificate, DER or as read.
        issuer: certificate of the authority that is said to have issued it, DER.
        trust: what is pinned here.
        role: what the type of package needs.
        moment: the instant that counts, aware UTC, never the signer's own clock.
        check_revocation: False only for a trust bundle, which brings its own revocation list.

    Raises:
        PhromError: one of TRUST_UNKNOWN_CA, TRUST_ALGORITHM, TRUST_EARLY, TRUST_EXPIRED, TRUST_CRL_MISSING,
            TRUST_CRL_STALE, TRUST_REVOKED, TRUST_USAGE, ROLE; the first that applies in this order.
    """
    authority = known_authorities(trust).get(issuer)
    if authority is None:
        raise TRUST_UNKNOWN_CA.error()
    untrusted = certificate if isinstance(certificate, Certificate) else _read(certificate)
    _check_issued(untrusted, authority)
    _check_dates(untrusted, authority, moment)
    if check_revocation:
        _check_revocation(untrusted, authority, moment)
    return _check_profile(untrusted, authority, role, trust.arc)


def check_own(certificate: bytes, issuer: bytes, role: Role, arc: str = ARC) -> Leaf:
    """Check a signer's certificate against its own issuer only, as a writer does before it hands a package out.

    Raises:
        PhromError: TRUST_UNKNOWN_CA, TRUST_ALGORITHM, TRUST_USAGE or ROLE.
    """
    untrusted, above = _read(certificate), _read(issuer)
    try:
        authority = KnownAuthority(above, above.as_issuer(), above.policies or None, None, ())
    except CertificateError as problem:
        raise TRUST_UNKNOWN_CA.error() from problem
    _check_issued(untrusted, authority)
    return _check_profile(untrusted, authority, role, arc)


def check_encryption(certificate: bytes, trust: Trust, moment: datetime) -> Certificate:
    """Prove that an envelope may be sealed to a certificate at `moment`: issued below a root, in date, its profile.

    Revocation is not asked for: the trust bundle lists the certificates in force, and a new one replaces the list.

    Raises:
        PhromError: TRUST_USAGE, TRUST_UNKNOWN_CA, TRUST_EARLY or TRUST_EXPIRED.
    """
    untrusted = _read(certificate)
    known = known_authorities(trust).values()
    authority = next((one for one in known if untrusted.signed_by(one.issuer)), None)
    if authority is None:
        raise TRUST_UNKNOWN_CA.error()
    _check_dates(untrusted, authority, moment)
    try:
        check_encryption_profile(untrusted, authority.issuer)
    except CertificateError as problem:
        raise TRUST_USAGE.error() from problem
    return untrusted


@lru_cache(maxsize=16)
def known_authorities(trust: Trust) -> Mapping[bytes, KnownAuthority]:
    """Authorities that lead to a root of `trust`, by their DER certificate; unfit ones are left out.

    Only what no clock can change is decided here, so the answer holds as long as `trust` does.
    """
    crls = [crl for encoded in trust.crls if (crl := _read_crl_or_none(encoded)) is not None]
    roots = [known for encoded in trust.roots if (known := _known_root(encoded, crls)) is not None]
    below = [known for encoded in trust.cas for root in roots if (known := _known_ca(encoded, root, crls))]
    return {known.certificate.encoded: known for known in (*roots, *below)}


def _read(encoded: bytes) -> Certificate:
    try:
        return read_certificate(encoded)
    except CertificateError as problem:
        raise TRUST_USAGE.error() from problem


def _read_crl_or_none(encoded: bytes) -> RevocationList | None:
    try:
        return read_crl(encoded)
    except CrlError:
        return None


def _known_root(encoded: bytes, crls: list[RevocationList]) -> KnownAuthority | None:
    try:
        certificate = read_certificate(encoded)
        issuer = certificate.as_issuer()
    except CertificateError:
        return None
    if not certificate.is_authority or not certificate.signed_by(issuer):
        return None
    return KnownAuthority(certificate, issuer, None, None, _signed_lists(issuer, crls))


def _known_ca(encoded: bytes, root: KnownAuthority, crls: list[RevocationList]) -> KnownAuthority | None:
    try:
        certificate = read_certificate(encoded)
        issuer = certificate.as_issuer()
    except CertificateError:
        return None
    if not certificate.is_authority or not certificate.signed_by(root.issuer):
        return None
    return KnownAuthority(certificate, issuer, certificate.policies, root, _signed_lists(issuer, crls))


def _signed_lists(issuer: Issuer, crls: list[RevocationList]) -> tuple[RevocationList, ...]:
    own = [crl for crl in crls if crl.signed_by(issuer)]
    return tuple(sorted(own, key=lambda crl: crl.number, reverse=True))


def _check_issued(leaf: Certificate, authority: KnownAuthority) -> None:
    if leaf.issuer != authority.certificate.subject:
        raise TRUST_UNKNOWN_CA.error()
    allowed = algorithms.algorithm_of(authority.issuer.key)
    if leaf.algorithm != allowed or not (algorithms.is_p256(leaf.public_key) or leaf.is_authority):
        raise TRUST_ALGORITHM.error()
    if not leaf.signed_by(authority.issuer):
        raise TRUST_UNKNOWN_CA.error()


def _check_dates(leaf: Certificate, authority: KnownAuthority, moment: datetime) -> None:
    above: KnownAuthority | None = authority
    path = [leaf]
    while above is not None:
        path.append(above.certificate)
        above = above.above
    for certificate in path:
        if moment < certificate.not_before:
            raise _dated(TRUST_EARLY, certificate.not_before)
        if moment > certificate.not_after:
            raise _dated(TRUST_EXPIRED, certificate.not_after)


def _check_revocation(leaf: Certificate, authority: KnownAuthority, moment: datetime) -> None:
    below: Certificate = leaf
    above: KnownAuthority | None = authority
    while above is not None:
        since = _current_list(above, moment).revoked.get(below.serial)
        if since is not None and since <= moment:
            raise _dated(TRUST_REVOKED, since)
        below, above = above.certificate, above.above


def _current_list(authority: KnownAuthority, moment: datetime) -> RevocationList:
    issued = [crl for crl in authority.crls if crl.this_update <= moment]
    if not issued and authority.crls:  # a newer bundle would not help: this computer's clock is behind
        raise _dated(TRUST_EARLY, authority.crls[-1].this_update)
    if not issued:
        raise TRUST_CRL_MISSING.error()
    if moment > issued[0].next_update:
        raise _dated(TRUST_CRL_STALE, issued[0].next_update)
    return issued[0]


def _check_profile(untrusted: Certificate, authority: KnownAuthority, role: Role, arc: str) -> Leaf:
    if untrusted.is_authority:
        raise TRUST_USAGE.error()
    policy, grantable = role.policy(arc), authority.policies
    if policy not in untrusted.policies or (grantable is not None and policy not in grantable):
        raise ROLE.error()
    if role in ALONE and untrusted.policies != (policy,):
        raise TRUST_USAGE.error()
    try:
        subject = leaf_subject(untrusted, authority.issuer)
    except CertificateError as problem:
        raise TRUST_USAGE.error() from problem
    return Leaf(untrusted, subject, keys.spki_sha256(untrusted.public_key))


def _dated(fault: Fault, moment: datetime) -> Exception:
    return fault.error(date=f"{moment:%Y-%m-%d}")
