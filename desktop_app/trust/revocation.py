"""Revocation lists: issued with a number, read, and asked about one serial at a time.

A list is read once into a mapping of serials, because asking a library to search 20,000 entries for every file
would cost more than all other checks together.
Source: package-format sections 9 to 11; RFC 5280, section 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

import asn1crypto.crl
from cryptography import x509

from desktop_app.trust import algorithms, der
from desktop_app.trust.certificates import AUTHORITY_KEY_ID, Issuer
from desktop_app.trust.foreign import FOREIGN_ERRORS

CRL_NUMBER, REASON_CODE, INVALIDITY_DATE = "2.5.29.20", "2.5.29.21", "2.5.29.24"
REASONS = {"keyCompromise": 1, "affiliationChanged": 3, "superseded": 4, "cessationOfOperation": 5}
VERSION_2 = der.integer(1)


class CrlError(ValueError):
    """The bytes are no revocation list that this module can read."""


@dataclass(frozen=True, slots=True)
class Revocation:
    """One certificate withdrawn.

    Attributes:
        serial: serial number of the certificate.
        revoked_at: when the registrar revoked it.
        reason: `keyCompromise`, `affiliationChanged`, `superseded` or `cessationOfOperation`.
        invalid_since: when the key must be thought lost, if earlier than `revoked_at`.
    """

    serial: int
    revoked_at: datetime
    reason: str = "superseded"
    invalid_since: datetime | None = None


@dataclass(frozen=True)
class RevocationList:
    """A list as read; `signed_by` tells whether to believe it.

    Attributes:
        issuer: DER name of the authority.
        number: CRLNumber; 0 without one.
        revoked: serial to the instant from which the certificate does not count.
    """

    issuer: bytes
    number: int
    this_update: datetime
    next_update: datetime
    revoked: Mapping[int, datetime]
    signed: bytes
    signature: bytes
    algorithm: str

    def signed_by(self, issuer: Issuer) -> bool:
        """Tell whether `issuer` issued this list."""
        fitting = self.issuer == issuer.name and self.algorithm == algorithms.algorithm_of(issuer.key)
        return fitting and algorithms.signature_fits(issuer.key, self.signature, self.signed)


def crl_content(issuer: Issuer, number: int, life: tuple[datetime, datetime], revoked: Iterable[Revocation]) -> bytes:
    """The bytes that an authority signs for a revocation list; `life` is this and the next update."""
    algorithm = algorithms.algorithm_of(issuer.key)
    if algorithm is None:
        raise CrlError("key may not issue revocation lists")
    entries = [_entry(item) for item in sorted(revoked, key=lambda item: item.serial)]
    extensions = der.sequence(
        der.sequence(
            der.oid(AUTHORITY_KEY_ID),
            der.octets(der.sequence(der.context(0, issuer.key_id, constructed=False))),
        ),
        der.sequence(der.oid(CRL_NUMBER), der.octets(der.integer(number))),
    )
    return der.sequence(
        VERSION_2,
        algorithms.identifier(algorithm),
        issuer.name,
        der.time(life[0]),
        der.time(life[1]),
        der.sequence(*entries) if entries else b"",  # RFC 5280, 5.1.2.6: absent, not empty
        der.context(0, extensions),
    )


def read_crl(encoded: bytes) -> RevocationList:
    """Read a DER revocation list.

    Raises:
        CrlError: it is none, has no next update, or holds something that the libraries do not know.
    """
    try:
        raw = asn1crypto.crl.CertificateList.load(encoded, strict=True)["tbs_cert_list"]
        listed = x509.load_der_x509_crl(encoded)
        next_update = listed.next_update_utc
        if next_update is None:
            raise CrlError("no next update")
        return RevocationList(
            issuer=raw["issuer"].dump(),
            number=_number(listed),
            this_update=listed.last_update_utc,
            next_update=next_update,
            revoked={entry.serial_number: _counts_from(entry) for entry in listed},
            signed=listed.tbs_certlist_bytes,
            signature=listed.signature,
            algorithm=listed.signature_algorithm_oid.dotted_string,
        )
    except FOREIGN_ERRORS as problem:
        raise CrlError(str(problem)) from problem


def _entry(item: Revocation) -> bytes:
    reason = der.tlv(0x0A, bytes((REASONS[item.reason],)))
    extensions = [der.sequence(der.oid(REASON_CODE), der.octets(reason))]
    if item.invalid_since is not None:
        since = der.octets(der.generalized_time(item.invalid_since))
        extensions.append(der.sequence(der.oid(INVALIDITY_DATE), since))
    return der.sequence(der.integer(item.serial), der.time(item.revoked_at), der.sequence(*extensions))


def _number(listed: x509.CertificateRevocationList) -> int:
    return max((one.crl_number for one in _values(listed.extensions) if isinstance(one, x509.CRLNumber)), default=0)


def _counts_from(entry: x509.RevokedCertificate) -> datetime:
    lost = (one.invalidity_date_utc for one in _values(entry.extensions) if isinstance(one, x509.InvalidityDate))
    return min((entry.revocation_date_utc, *lost))


def _values(extensions: x509.Extensions) -> Iterator[x509.ExtensionType]:
    """Values of extensions none of which is critical: such a one narrows what the list speaks of."""
    for extension in extensions:
        if extension.critical:
            raise CrlError(f"unknown critical extension {extension.oid.dotted_string}")
        yield extension.value
