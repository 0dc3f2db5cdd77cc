"""Certification authorities: the offline root, the issuing authorities, and what they issue.

Source: package-format section 9, "PKI"; product capability P2.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography.hazmat.primitives.asymmetric import ec, rsa

from desktop_app.trust import certificates, keys, revocation
from desktop_app.trust.certificates import Issuer
from desktop_app.trust.faults import BAD_ROLES, BAD_YEARS, KEY_MISMATCH
from desktop_app.trust.names import Subject, ca_name
from desktop_app.trust.revocation import Revocation
from desktop_app.trust.roles import ARC, CENTRAL_ROLES, Role, may_combine, policies

SERIAL_BITS = 127
ROOT_YEARS, CA_YEARS, LEAF_YEARS, ENCRYPTION_YEARS = 20, 10, 2, 3
ISSUING_CRL_DAYS, ROOT_CRL_DAYS = 100, 400  # furthest next update (package-format section 10)
YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Authority:
    """An authority with its certificate (DER) and its open key.

    Raises:
        PhromError: TRUST-10, the key is not the certificate's.
    """

    certificate: bytes
    key: ec.EllipticCurvePrivateKey

    def __post_init__(self) -> None:
        if keys.spki_sha256(self.key) != keys.spki_sha256(self.certificate):
            raise KEY_MISMATCH.error()

    def as_issuer(self) -> Issuer:
        """What this authority's certificates take over from it."""
        return certificates.read_certificate(self.certificate).as_issuer()


def make_root(
    organisation: str, moment: datetime, *, key: ec.EllipticCurvePrivateKey | None = None, name: str = "Root CA"
) -> Authority:
    """Make a self-signed root: P-384, pathLen 1, 20 years.

    Raises:
        PhromError: TRUST-03, a name is empty.
    """
    key = key or keys.new_root_key()
    full_name = ca_name(organisation, name)
    identifier = certificates.key_identifier(keys.public_info(key.public_key()))
    itself = Issuer(full_name, key.public_key(), identifier)
    content = certificates.authority_content(
        new_serial(), itself, _life(moment, ROOT_YEARS), full_name, key.public_key(), path_length=1
    )
    return Authority(certificates.finish(content, key), key)


def issue_authority(
    root: Authority,
    organisation: str,
    name: str,
    roles: Iterable[Role],
    moment: datetime,
    *,
    key: ec.EllipticCurvePrivateKey | None = None,
    arc: str = ARC,
) -> Authority:
    """Issue a certificate for an issuing authority: pathLen 0, 10 years, critical policies of `roles`.

    Raises:
        PhromError: TRUST-03, a name is empty.
    """
    key = key or keys.new_key()
    content = certificates.authority_content(
        new_serial(),
        root.as_issuer(),
        _life(moment, CA_YEARS),
        ca_name(organisation, name),
        key.public_key(),
        path_length=0,
        policies=policies(roles, arc),
    )
    return Authority(certificates.finish(content, root.key), key)


def issue_office_authority(
    root: Authority,
    organisation: str,
    moment: datetime,
    *,
    key: ec.EllipticCurvePrivateKey | None = None,
    arc: str = ARC,
) -> Authority:
    """Issue the Office Issuing CA, which may certify offices and nobody else."""
    name = "Office Issuing CA"
    return issue_authority(root, organisation, name, (Role.OFFICE,), moment, key=key, arc=arc)


def issue_central_authority(
    root: Authority,
    organisation: str,
    moment: datetime,
    *,
    key: ec.EllipticCurvePrivateKey | None = None,
    arc: str = ARC,
) -> Authority:
    """Issue the Central Issuing CA, which may certify the five roles of the centre."""
    return issue_authority(root, organisation, "Central Issuing CA", CENTRAL_ROLES, moment, key=key, arc=arc)


def issue_leaf(
    authority: Authority,
    public_key: ec.EllipticCurvePublicKey,
    subject: Subject,
    roles: Collection[Role],
    moment: datetime,
    *,
    years: int = LEAF_YEARS,
    arc: str = ARC,
    serial: int | None = None,
) -> bytes:
    """Issue a signer's certificate of the exact leaf profile, as DER, valid from `moment`.

    Raises:
        PhromError: TRUST-11 the roles cannot stand together, TRUST-12 not 1 to 3 years.
    """
    if not may_combine(roles):
        raise BAD_ROLES.error(roles=", ".join(sorted(role.name.lower() for role in roles)))
    if years not in (1, 2, 3):
        raise BAD_YEARS.error(years=years)
    content = certificates.leaf_content(
        serial or new_serial(),
        authority.as_issuer(),
        _life(moment, years),
        subject,
        public_key,
        policies(roles, arc),
    )
    return certificates.finish(content, authority.key)


def issue_encryption_certificate(
    authority: Authority, public_key: rsa.RSAPublicKey, subject: Subject, moment: datetime
) -> bytes:
    """Issue a certificate for a key that envelopes are sealed to, as DER, valid three years from `moment`."""
    content = certificates.encryption_content(
        new_serial(), authority.as_issuer(), _life(moment, ENCRYPTION_YEARS), subject, public_key
    )
    return certificates.finish(content, authority.key)


def issue_crl(
    authority: Authority, number: int, moment: datetime, *, days: int, revoked: Iterable[Revocation] = ()
) -> bytes:
    """Issue a revocation list as DER.

    Args:
        authority: who issued the certificates named in `revoked`.
        number: CRLNumber, higher than that of every earlier list of this authority.
        moment: this update.
        days: until the next update; at most 100 for an issuing authority and 400 for a root.
        revoked: all certificates withdrawn so far.
    """
    life = (_whole_second(moment), _whole_second(moment) + timedelta(days=days))
    content = revocation.crl_content(authority.as_issuer(), number, life, revoked)
    return certificates.finish(content, authority.key)


def new_serial() -> int:
    """A random serial number of 127 bits, never 0."""
    return secrets.randbits(SERIAL_BITS) | 1


def _life(moment: datetime, years: int) -> tuple[datetime, datetime]:
    start = _whole_second(moment)
    return start, start + years * YEAR


def _whole_second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)
