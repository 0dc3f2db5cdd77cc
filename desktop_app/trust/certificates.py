"""The exact forms of certificates, written and read.

A leaf has one permitted byte form for its values: `read_leaf` rebuilds it and compares, so that nothing outside
of the profile, and nothing twice, can stand in a certificate we accept.
Source: package-format section 9, "PKI" and "Leaf profile"; RFC 5280.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes

from desktop_app.trust import algorithms, der, keys
from desktop_app.trust.algorithms import IssuerKey
from desktop_app.trust.foreign import FOREIGN_ERRORS
from desktop_app.trust.names import Subject, read_subject

DOCUMENT_SIGNING = "1.3.6.1.5.5.7.3.36"
LEAST_LIFE, LONGEST_LIFE = timedelta(days=365), timedelta(days=3 * 365 + 1)

SUBJECT_KEY_ID, KEY_USAGE, BASIC_CONSTRAINTS = "2.5.29.14", "2.5.29.15", "2.5.29.19"
POLICIES, AUTHORITY_KEY_ID, EXTENDED_KEY_USAGE = "2.5.29.32", "2.5.29.35", "2.5.29.37"
CRITICAL = {KEY_USAGE, BASIC_CONSTRAINTS, POLICIES, EXTENDED_KEY_USAGE}
VERSION_3, VERSION_TAG = der.context(0, der.integer(2)), 0xA0
LEAF_USAGE = der.bits(b"\xc0", unused=6)  # digitalSignature, nonRepudiation
CA_USAGE = der.bits(b"\x06", unused=1)  # keyCertSign, cRLSign
ENCRYPTION_USAGE = der.bits(b"\x20", unused=5)  # keyEncipherment


class CertificateError(ValueError):
    """The bytes are no certificate that this module can read."""


@dataclass(frozen=True)
class Issuer:
    """What a certificate takes over from its issuer.

    Attributes:
        name: DER name.
        key: public key.
        key_id: SHA-1 of the key's bits (RFC 5280, 4.2.1.2, method 1).
    """

    name: bytes
    key: IssuerKey
    key_id: bytes


@dataclass(frozen=True)
class Certificate:
    """A certificate as read, nothing of it believed yet.

    Attributes:
        encoded: the DER bytes.
        signed: the DER bytes that its signature covers.
        policies: policy OIDs, empty without the extension.
        is_authority: basicConstraints and keyUsage let it issue certificates.
    """

    encoded: bytes
    signed: bytes
    signature: bytes
    algorithm: str
    serial: int
    subject: bytes
    issuer: bytes
    not_before: datetime
    not_after: datetime
    public_key: PublicKeyTypes
    policies: tuple[str, ...]
    is_authority: bool

    @property
    def info(self) -> bytes:
        """DER SubjectPublicKeyInfo."""
        return keys.public_info(self.public_key)

    def as_issuer(self) -> Issuer:
        """This certificate's part in the certificates it issues.

        Raises:
            CertificateError: its key may not issue certificates.
        """
        key = self.public_key
        if algorithms.algorithm_of(key) is None or not isinstance(key, IssuerKey):
            raise CertificateError("key may not issue certificates")
        return Issuer(self.subject, key, key_identifier(self.info))

    def signed_by(self, issuer: Issuer) -> bool:
        """Tell whether `issuer` issued this certificate: its name, its key, the key's one algorithm."""
        fitting = self.issuer == issuer.name and self.algorithm == algorithms.algorithm_of(issuer.key)
        return fitting and algorithms.signature_fits(issuer.key, self.signature, self.signed)


def read_certificate(encoded: bytes) -> Certificate:
    """Read a DER certificate.

    Raises:
        CertificateError: it is none, or of a kind that the libraries do not know.
    """
    try:
        certificate = x509.load_der_x509_certificate(encoded)
        issuer, subject = _names_in(certificate.tbs_certificate_bytes)
        extensions = {extension.oid.dotted_string: extension.value for extension in certificate.extensions}
        if any(item.critical and item.oid.dotted_string not in CRITICAL for item in certificate.extensions):
            raise CertificateError("unknown critical extension")
        return Certificate(
            encoded=encoded,
            signed=certificate.tbs_certificate_bytes,
            signature=certificate.signature,
            algorithm=certificate.signature_algorithm_oid.dotted_string,
            serial=certificate.serial_number,
            subject=subject,
            issuer=issuer,
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
            public_key=certificate.public_key(),
            policies=_policies_of(extensions.get(POLICIES)),
            is_authority=_may_issue(extensions),
        )
    except FOREIGN_ERRORS as problem:
        raise CertificateError(str(problem)) from problem


def leaf_content(
    serial: int,
    issuer: Issuer,
    life: tuple[datetime, datetime],
    subject: Subject,
    public_key: ec.EllipticCurvePublicKey,
    policies: tuple[str, ...],
) -> bytes:
    """The bytes that an authority signs for a leaf: the exact profile, nothing else."""
    info = keys.public_info(public_key)
    extensions = der.sequence(
        _extension(BASIC_CONSTRAINTS, der.sequence(), critical=True),
        _extension(KEY_USAGE, LEAF_USAGE, critical=True),
        _extension(EXTENDED_KEY_USAGE, der.sequence(der.oid(DOCUMENT_SIGNING))),
        _policy_extension(policies),
        _extension(SUBJECT_KEY_ID, der.octets(key_identifier(info))),
        _authority_extension(issuer.key_id),
    )
    return _content(serial, issuer, life, subject.to_der(), info, extensions)


def encryption_content(
    serial: int, issuer: Issuer, life: tuple[datetime, datetime], subject: Subject, public_key: rsa.RSAPublicKey
) -> bytes:
    """The bytes that an authority signs for an encryption certificate: keyEncipherment, no policy, nothing else."""
    info = keys.public_info(public_key)
    extensions = der.sequence(
        _extension(BASIC_CONSTRAINTS, der.sequence(), critical=True),
        _extension(KEY_USAGE, ENCRYPTION_USAGE, critical=True),
        _extension(SUBJECT_KEY_ID, der.octets(key_identifier(info))),
        _authority_extension(issuer.key_id),
    )
    return _content(serial, issuer, life, subject.to_der(), info, extensions)


def authority_content(
    serial: int,
    issuer: Issuer,
    life: tuple[datetime, datetime],
    name: bytes,
    public_key: ec.EllipticCurvePublicKey,
    path_length: int,
    policies: tuple[str, ...] = (),
) -> bytes:
    """The bytes signed for a root (`path_length` 1, no policies) or an issuing authority (0, its policies)."""
    info = keys.public_info(public_key)
    constraints = der.sequence(der.TRUE, der.integer(path_length))
    extensions = der.sequence(
        _extension(BASIC_CONSTRAINTS, constraints, critical=True),
        _extension(KEY_USAGE, CA_USAGE, critical=True),
        _policy_extension(policies) if policies else b"",
        _extension(SUBJECT_KEY_ID, der.octets(key_identifier(info))),
        _authority_extension(issuer.key_id),
    )
    return _content(serial, issuer, life, name, info, extensions)


def finish(content: bytes, key: ec.EllipticCurvePrivateKey) -> bytes:
    """Sign `content` with an authority's key: the whole certificate or revocation list."""
    return _whole(content, key.public_key(), algorithms.sign(key, content))


def leaf_subject(certificate: Certificate, issuer: Issuer) -> Subject:
    """Prove that `certificate` is a leaf of the exact profile, and tell whom it names.

    Raises:
        CertificateError: anything differs from the profile.
    """
    key = certificate.public_key
    if not _fitting_life(certificate) or not isinstance(key, ec.EllipticCurvePublicKey):
        raise CertificateError("life or key outside of the profile")
    subject = _subject_of(certificate)
    rebuilt = leaf_content(
        certificate.serial,
        issuer,
        (certificate.not_before, certificate.not_after),
        subject,
        key,
        certificate.policies,
    )
    if _whole(rebuilt, issuer.key, certificate.signature) != certificate.encoded:
        raise CertificateError("not the bytes of the profile")
    return subject


def check_encryption_profile(certificate: Certificate, issuer: Issuer) -> None:
    """Prove that `certificate` is an encryption certificate of the exact profile.

    Raises:
        CertificateError: anything differs from the profile.
    """
    key = certificate.public_key
    if not _fitting_life(certificate) or not isinstance(key, rsa.RSAPublicKey) or key.key_size != keys.RSA_BITS:
        raise CertificateError("life or key outside of the profile")
    life = (certificate.not_before, certificate.not_after)
    rebuilt = encryption_content(certificate.serial, issuer, life, _subject_of(certificate), key)
    if _whole(rebuilt, issuer.key, certificate.signature) != certificate.encoded:
        raise CertificateError("not the bytes of the profile")


def key_identifier(info: bytes) -> bytes:
    """SHA-1 of the bits of a SubjectPublicKeyInfo; a name, not a protection (RFC 5280, 4.2.1.2)."""
    ((_, _, content),) = der.parts(info)
    _, (_, _, key) = der.parts(content)
    return hashlib.sha1(key[1:], usedforsecurity=False).digest()


def _names_in(content: bytes) -> tuple[bytes, bytes]:
    """Issuer and subject, DER, by their places in a content that `cryptography` has read (RFC 5280, 4.1)."""
    ((_, _, body),) = der.parts(content)
    fields = der.parts(body)
    _, _, (_, issuer, _), _, (_, subject, _), *_ = fields[1:] if fields[0][0] == VERSION_TAG else fields
    return issuer, subject


def _fitting_life(certificate: Certificate) -> bool:
    return LEAST_LIFE <= certificate.not_after - certificate.not_before <= LONGEST_LIFE


def _subject_of(certificate: Certificate) -> Subject:
    try:
        return read_subject(certificate.subject)
    except ValueError as problem:
        raise CertificateError(str(problem)) from problem


def _content(
    serial: int, issuer: Issuer, life: tuple[datetime, datetime], name: bytes, info: bytes, extensions: bytes
) -> bytes:
    return der.sequence(
        VERSION_3,
        der.integer(serial),
        _algorithm_of(issuer.key),
        issuer.name,
        der.sequence(der.time(life[0]), der.time(life[1])),
        name,
        info,
        der.context(3, extensions),
    )


def _whole(content: bytes, key: IssuerKey, signature: bytes) -> bytes:
    """A certificate or list: the signed content, and what stands outside of the signature in its one form."""
    return der.sequence(content, _algorithm_of(key), der.bits(signature))


def _algorithm_of(key: IssuerKey) -> bytes:
    algorithm = algorithms.algorithm_of(key)
    if algorithm is None:
        raise CertificateError("key may not issue certificates")
    return algorithms.identifier(algorithm)


def _extension(oid: str, value: bytes, *, critical: bool = False) -> bytes:
    return der.sequence(der.oid(oid), der.TRUE if critical else b"", der.octets(value))


def _policy_extension(policies: tuple[str, ...]) -> bytes:
    listed = der.sequence(*(der.sequence(der.oid(policy)) for policy in policies))
    return _extension(POLICIES, listed, critical=True)


def _authority_extension(key_id: bytes) -> bytes:
    return _extension(AUTHORITY_KEY_ID, der.sequence(der.context(0, key_id, constructed=False)))


def _may_issue(extensions: Mapping[str, x509.ExtensionType]) -> bool:
    constraints, usage = extensions.get(BASIC_CONSTRAINTS), extensions.get(KEY_USAGE)
    is_ca = isinstance(constraints, x509.BasicConstraints) and constraints.ca
    return is_ca and isinstance(usage, x509.KeyUsage) and usage.key_cert_sign


def _policies_of(extension: x509.ExtensionType | None) -> tuple[str, ...]:
    if not isinstance(extension, x509.CertificatePolicies):
        return ()
    return tuple(policy.policy_identifier.dotted_string for policy in extension)
