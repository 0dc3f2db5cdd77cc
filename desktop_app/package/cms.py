"""The signature: CAdES baseline B over the manifest, in its one permitted byte form.

`build` gives the bytes for (certificates, signing time, digest, signature value). A reader takes those values from
the file, builds, and demands equality; only then does it look at the signature value itself.
Source: package-format section 5; RFC 5652 (CMS), RFC 5035 (signing-certificate-v2), EN 319 122-1.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

import asn1crypto.cms
import asn1crypto.x509
from asn1crypto import core
from cryptography.hazmat.primitives.asymmetric import ec

from desktop_app.package.refusal import refusal, refuse
from desktop_app.trust import algorithms, der
from desktop_app.trust.certificates import Certificate, read_certificate
from desktop_app.trust.foreign import FOREIGN_ERRORS

DATA, SIGNED_DATA = der.oid("1.2.840.113549.1.7.1"), der.oid("1.2.840.113549.1.7.2")
CONTENT_TYPE, MESSAGE_DIGEST = der.oid("1.2.840.113549.1.9.3"), der.oid("1.2.840.113549.1.9.4")
SIGNING_TIME, SIGNING_CERTIFICATE = der.oid("1.2.840.113549.1.9.5"), der.oid("1.2.840.113549.1.9.16.2.47")
SHA256 = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"), der.NULL)
VERSION_1 = der.integer(1)
UTC_TIME, GENERALIZED_TIME = 0x17, 0x18
CENTURY = 50


@dataclass(frozen=True)
class Signature:
    """A signature that fits its manifest; whether its signer may be believed is not decided here.

    Attributes:
        certificate: the signer's certificate.
        issuer: certificate of the authority named beside it, DER.
        signed_at: the signer's claim, aware UTC.
    """

    certificate: Certificate
    issuer: bytes
    signed_at: datetime


@dataclass(frozen=True)
class _Untrusted:
    leaf: Certificate
    issuer: bytes
    time: bytes
    signed_at: datetime
    digest: bytes
    value: bytes

    @cached_property
    def attributes(self) -> list[bytes]:
        """The signed attributes that these values make."""
        return _attributes(self.leaf, self.time, self.digest)

    def spelled(self) -> bytes:
        """The one permitted file with these values."""
        return build(self.leaf, self.issuer, self.attributes, self.value)


def sign(manifest: bytes, certificate: bytes, issuer: bytes, key: algorithms.SigningKey, signed_at: datetime) -> bytes:
    """Sign `manifest`: the bytes of `META-INF/signature001.p7s`.

    Args:
        manifest: what is signed.
        certificate: the signer's certificate, DER.
        issuer: its issuer's certificate, DER.
        key: the certificate's P-256 key.
        signed_at: aware UTC, whole seconds, through 2049.
    """
    leaf, time = read_certificate(certificate), der.utc_time(signed_at)
    attributes = _attributes(leaf, time, hashlib.sha256(manifest).digest())
    return build(leaf, issuer, attributes, algorithms.sign(key, der.set_of(*attributes)))


def build(leaf: Certificate, issuer: bytes, attributes: list[bytes], value: bytes) -> bytes:
    """The whole file, from its determining values."""
    signer = der.sequence(
        VERSION_1,
        der.sequence(leaf.issuer, der.integer(leaf.serial)),
        SHA256,
        der.context(0, *sorted(attributes)),
        algorithms.identifier(algorithms.ECDSA_SHA256),
        der.octets(value),
    )
    signed_data = der.sequence(
        VERSION_1,
        der.set_of(SHA256),
        der.sequence(DATA),
        der.context(0, *sorted((leaf.encoded, issuer))),
        der.set_of(signer),
    )
    return der.sequence(SIGNED_DATA, der.context(0, signed_data))


def read(signature: bytes, manifest: bytes) -> Signature:
    """Prove that `signature` has the permitted form and fits `manifest`.

    Raises:
        PackageRefused: CMS_FORMAT unreadable, CMS_NOT_CANONICAL not the permitted bytes, SIGNATURE does not fit,
            CLOCK a signing time beyond 2049.
    """
    untrusted = _by_place(signature)
    if untrusted is None or untrusted.spelled() != signature:
        untrusted = _read(signature)  # which says what is wrong with it
        if untrusted.spelled() != signature:
            refuse("CMS_NOT_CANONICAL")
    key = untrusted.leaf.public_key
    if not algorithms.is_p256(key) or not isinstance(key, ec.EllipticCurvePublicKey):
        refuse("CMS_NOT_CANONICAL")
    if untrusted.digest != hashlib.sha256(manifest).digest():
        refuse("SIGNATURE")
    if not algorithms.signature_fits(key, untrusted.value, der.set_of(*untrusted.attributes)):
        refuse("SIGNATURE")
    if untrusted.time[0] == GENERALIZED_TIME:
        refuse("CLOCK", place=f"{untrusted.signed_at:%Y-%m-%d}")
    return Signature(untrusted.leaf, untrusted.issuer, untrusted.signed_at)


def _attributes(leaf: Certificate, time: bytes, digest: bytes) -> list[bytes]:
    issuer = der.sequence(der.sequence(der.context(4, leaf.issuer)), der.integer(leaf.serial))
    identifier = der.sequence(der.octets(hashlib.sha256(leaf.encoded).digest()), issuer)
    return [
        der.sequence(CONTENT_TYPE, der.set_of(DATA)),
        der.sequence(SIGNING_TIME, der.set_of(time)),
        der.sequence(MESSAGE_DIGEST, der.set_of(der.octets(digest))),
        der.sequence(SIGNING_CERTIFICATE, der.set_of(der.sequence(der.sequence(identifier)))),
    ]


def _by_place(signature: bytes) -> _Untrusted | None:
    """The values of a file in the permitted form, by the places they have there; None where it has another form.

    Several times faster than a parser; that nothing was taken wrongly is seen when the file is put together again.
    """
    try:
        ((_, _, info),) = der.parts(signature)
        ((_, _, signed_data),) = der.parts(der.parts(info)[1][2])
        _, _, _, held, signers = (body for _, _, body in der.parts(signed_data))
        ((_, _, signer),) = der.parts(signers)
        _, sid, _, attributes, _, value = (body for _, _, body in der.parts(signer))
        serial = der.parts(sid)[1][2]
        first, second = (whole for _, whole, _ in der.parts(held))
        leaf, issuer = (first, second) if _serial(first) == serial else (second, first)
        found = {kind: der.parts(values)[0] for kind, values in map(_attribute, der.parts(attributes))}
        tag, _, clock = found[SIGNING_TIME]
        if tag != UTC_TIME:
            return None
        moment = _of_clock(clock)
        digest = found[MESSAGE_DIGEST][2]
        return _Untrusted(read_certificate(leaf), issuer, der.utc_time(moment), moment, digest, value)
    except (ValueError, IndexError, KeyError):
        return None


def _serial(certificate: bytes) -> bytes:
    ((_, _, body),) = der.parts(certificate)
    return der.parts(der.parts(body)[0][2])[1][2]


def _attribute(element: tuple[int, bytes, bytes]) -> tuple[bytes, bytes]:
    (_, kind, _), (_, _, values) = der.parts(element[2])
    return kind, values


def _of_clock(text: bytes) -> datetime:
    """A UTCTime's moment; years from 50 belong to the last century (RFC 5280, 4.1.2.5.1)."""
    year, *rest = (int(text[at : at + 2]) for at in range(0, 12, 2))
    month, day, hour, minute, second = rest
    return datetime(year + (1900 if year >= CENTURY else 2000), month, day, hour, minute, second, tzinfo=UTC)


def _read(signature: bytes) -> _Untrusted:
    try:
        return _parse(signature)
    except FOREIGN_ERRORS as problem:
        raise refusal("CMS_FORMAT") from problem


def _parse(signature: bytes) -> _Untrusted:
    content = asn1crypto.cms.ContentInfo.load(signature, strict=True)
    if content["content_type"].native != "signed_data":
        raise ValueError("not signed data")
    signed_data = content["content"]
    (signer,) = signed_data["signer_infos"]
    leaf, issuer = _certificates(signed_data["certificates"], signer["sid"].chosen["serial_number"].native)
    time, digest = _claims(signer["signed_attrs"])
    signed_at = _moment(time)
    spelled = der.utc_time(signed_at) if isinstance(time, core.UTCTime) else der.generalized_time(signed_at)
    return _Untrusted(leaf, issuer, spelled, signed_at, digest, signer["signature"].native)


def _certificates(held: asn1crypto.cms.CertificateSet, serial: int) -> tuple[Certificate, bytes]:
    first, second = (choice.chosen for choice in held)
    leaf, issuer = (first, second) if first.serial_number == serial else (second, first)
    if leaf.serial_number != serial:
        raise ValueError("the signer's certificate is not there")
    return read_certificate(leaf.dump()), issuer.dump()


def _claims(attributes: asn1crypto.cms.CMSAttributes) -> tuple[core.AbstractTime, bytes]:
    found = {attribute["type"].native: attribute["values"] for attribute in attributes}
    if not {"signing_time", "message_digest"} <= found.keys():
        raise refusal("CMS_NOT_CANONICAL")
    return found["signing_time"][0].chosen, found["message_digest"][0].native


def _moment(time: core.AbstractTime) -> datetime:
    moment = time.native
    if not isinstance(moment, datetime):
        raise TypeError("not a moment")
    return moment.astimezone(UTC)
