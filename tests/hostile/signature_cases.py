"""What can be wrong with the signature file (threats, section 6.3)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from typing import Any

import asn1crypto.cms
import asn1crypto.core
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from desktop_app.package import cms, manifest
from desktop_app.trust import algorithms, authority, der
from desktop_app.trust.certificates import read_certificate
from desktop_app.trust.names import make_subject
from desktop_app.trust.roles import Role
from desktop_app.trust.signer import Signer
from tests.hostile.spoiler import Case, Draft, draft, sign
from tests.simulator.world import SIGNED_AT, test_key, world

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
"""Order of the group of P-256 (SP 800-186)."""

Change = Callable[[asn1crypto.cms.SignedData, Any], None]


@cache
def good() -> Draft:
    """The valid submission that all cases start from."""
    return draft(world())


def edited(change: Change) -> Callable[[bytes], bytes]:
    """Parse, change in place, encode again; the change gets SignedData and its first SignerInfo."""

    def apply(signature: bytes) -> bytes:
        content = asn1crypto.cms.ContentInfo.load(signature)
        signed_data = content["content"]
        change(signed_data, signed_data["signer_infos"][0])
        encoded: bytes = content.dump(force=True)
        return encoded

    return apply


def resigned(change: Callable[[list[bytes]], list[bytes]], algorithm: Any = None) -> Callable[[bytes], bytes]:
    """Change the signed attributes and sign them truly; the rest stays as permitted."""

    def apply(signature: bytes) -> bytes:
        signer = good().signer
        leaf = read_certificate(signer.certificate)
        attributes = change(list(_attributes(signature)))
        signed = der.tlv(0x31, *attributes)
        value = signer.key.sign(signed, ec.ECDSA(algorithm or hashes.SHA256()))
        return _assembled(leaf, signer.issuer, attributes, value)

    return apply


def _attributes(signature: bytes) -> list[bytes]:
    content = asn1crypto.cms.ContentInfo.load(signature)["content"]
    return [attribute.dump() for attribute in content["signer_infos"][0]["signed_attrs"]]


def _assembled(leaf: Any, issuer: bytes, attributes: list[bytes], value: bytes) -> bytes:
    """Like `cms.build`, but the attributes stay in the order given."""
    signer = der.sequence(
        der.integer(1),
        der.sequence(leaf.issuer, der.integer(leaf.serial)),
        cms.SHA256,
        der.context(0, *attributes),
        algorithms.identifier(algorithms.ECDSA_SHA256),
        der.octets(value),
    )
    signed_data = der.sequence(
        der.integer(1),
        der.set_of(cms.SHA256),
        der.sequence(cms.DATA),
        der.context(0, *sorted((leaf.encoded, issuer))),
        der.set_of(signer),
    )
    return der.sequence(cms.SIGNED_DATA, der.context(0, signed_data))


def other_value(value: Callable[[bytes], bytes], by: Signer | None = None) -> Callable[[bytes], bytes]:
    """Put another signature value in; the signer is the good draft's unless told."""

    def apply(signature: bytes) -> bytes:
        signer = by or good().signer
        content = asn1crypto.cms.ContentInfo.load(signature)["content"]
        old = content["signer_infos"][0]["signature"].native
        return _assembled(read_certificate(signer.certificate), signer.issuer, _attributes(signature), value(old))

    return apply


def twin(value: bytes) -> bytes:
    """The other signature that the same key would accept: (r, n − s)."""
    r, s = decode_dss_signature(value)
    return encode_dss_signature(r, ORDER - s)


def attribute(oid: str, *values: bytes) -> bytes:
    """One CMS attribute."""
    return der.sequence(der.oid(oid), der.set_of(*values))


def without(index: int) -> Callable[[list[bytes]], list[bytes]]:
    """Leave one attribute out."""
    return lambda attributes: [item for number, item in enumerate(attributes) if number != index]


def with_time(time: bytes) -> Callable[[list[bytes]], list[bytes]]:
    """Claim another signing time."""
    wanted = attribute("1.2.840.113549.1.9.5", time)
    oid = der.oid("1.2.840.113549.1.9.5")
    return lambda attributes: sorted(wanted if oid in item else item for item in attributes)


def attached(signed_data: Any, _: Any) -> None:
    """The manifest inside the signature."""
    signed_data["encap_content_info"]["content"] = b"<manifest/>"


def unsigned_attribute(_: Any, signer: Any) -> None:
    """Junk that no signature covers."""
    signer["unsigned_attrs"] = [{"type": "1.2.3.4", "values": [asn1crypto.core.OctetString(b"junk")]}]


def relabelled(_: Any, signer: Any) -> None:
    """Another digest named for the same bytes."""
    signer["digest_algorithm"] = {"algorithm": "sha512"}


def no_certificates(signed_data: Any, _: Any) -> None:
    """Certificates stripped."""
    signed_data["certificates"] = []


def one_certificate(signed_data: Any, _: Any) -> None:
    """Only one of the two certificates."""
    signed_data["certificates"] = [signed_data["certificates"][0]]


def junk_certificate(signed_data: Any, _: Any) -> None:
    """A third certificate."""
    extra = asn1crypto.cms.CertificateChoices.load(world().central_ca.certificate)
    signed_data["certificates"] = [*signed_data["certificates"], extra]


def other_leaf(signed_data: Any, _: Any) -> None:
    """Certificates of somebody else."""
    others = (world().central().certificate, world().central_ca.certificate)
    signed_data["certificates"] = [asn1crypto.cms.CertificateChoices.load(item) for item in others]


def two_signers(signed_data: Any, signer: Any) -> None:
    """The same signer twice."""
    second = signer.copy()
    second["version"] = "v3"
    signed_data["signer_infos"] = [signer, second]


def no_signers(signed_data: Any, _: Any) -> None:
    """Nobody signed."""
    signed_data["signer_infos"] = []


def version_three(signed_data: Any, _: Any) -> None:
    """Another version number."""
    signed_data["version"] = "v3"


def with_crl(signed_data: Any, _: Any) -> None:
    """A revocation list inside."""
    listed = asn1crypto.cms.RevocationInfoChoice.load(world().crls()[0])
    signed_data["crls"] = [listed]


def letter_case(signature: bytes) -> bytes:
    """The issuer's name in the signer identifier in other letter case."""
    at = signature.rindex(b"Office Issuing CA")
    return signature[:at] + b"OFFICE ISSUING CA" + signature[at + 17 :]


def indefinite(signature: bytes) -> bytes:
    """BER: the outer sequence without a length."""
    header = 4 if signature[1] == 0x82 else 3
    return b"\x30\x80" + signature[header:] + b"\0\0"


def long_length(signature: bytes) -> bytes:
    """BER: a length with a leading zero octet."""
    assert signature[1] == 0x82
    return b"\x30\x83\x00" + signature[2:]


def of_another_package(_: bytes) -> bytes:
    """A good signature, over something else."""
    other = draft(world(), office_code="99-999")
    return sign(other, manifest.build(other.digests()))


def by_other_key(signature: bytes) -> bytes:
    """The right certificate, another key."""
    signer = good().signer
    attributes = _attributes(signature)
    value = test_key("intruder").sign(der.set_of(*attributes), ec.ECDSA(hashes.SHA256()))
    return _assembled(read_certificate(signer.certificate), signer.issuer, attributes, value)


def by_foreign_kind(kind: str) -> Callable[[bytes], bytes]:
    """A signer of our own CA with a key that is not P-256, truly signed."""

    def apply(signature: bytes) -> bytes:
        leaf, value = _foreign(kind, _attributes(signature))
        return _assembled(leaf, world().office_ca.certificate, _own_attributes(leaf, signature), value)

    return apply


@cache
def _foreign_key(kind: str) -> Any:
    if kind == "ed25519":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(65537, 2048) if kind == "rsa" else ec.generate_private_key(ec.SECP384R1())


def _foreign(kind: str, attributes: list[bytes]) -> tuple[Any, bytes]:
    key = _foreign_key(kind)
    subject = make_subject("หน่วยงาน", "ผู้ลงนาม", "50-001")
    certificate = authority.issue_leaf(
        world().office_ca, key.public_key(), subject, (Role.OFFICE,), SIGNED_AT.replace(month=1), serial=77
    )
    leaf = read_certificate(certificate)
    signed = der.set_of(*attributes)
    if kind == "ed25519":
        return leaf, key.sign(signed)
    if kind == "rsa":
        return leaf, key.sign(signed, padding.PKCS1v15(), hashes.SHA256())
    return leaf, key.sign(signed, ec.ECDSA(hashes.SHA256()))


def _own_attributes(leaf: Any, signature: bytes) -> list[bytes]:
    content = asn1crypto.cms.ContentInfo.load(signature)["content"]
    found = {item["type"].native: item["values"] for item in content["signer_infos"][0]["signed_attrs"]}
    issuer = der.sequence(der.sequence(der.context(4, leaf.issuer)), der.integer(leaf.serial))
    identifier = der.sequence(der.octets(hashlib.sha256(leaf.encoded).digest()), issuer)
    certificate = der.sequence(der.sequence(identifier))
    return sorted(
        (
            attribute("1.2.840.113549.1.9.3", cms.DATA),
            attribute("1.2.840.113549.1.9.5", der.utc_time(SIGNED_AT)),
            attribute("1.2.840.113549.1.9.4", der.octets(found["message_digest"][0].native)),
            attribute("1.2.840.113549.1.9.16.2.47", certificate),
        )
    )


def unsigned_time(signature: bytes) -> bytes:
    signer = good().signer
    attributes = with_time(der.generalized_time(SIGNED_AT))(_attributes(signature))
    value = asn1crypto.cms.ContentInfo.load(signature)["content"]["signer_infos"][0]["signature"].native
    return _assembled(read_certificate(signer.certificate), signer.issuer, attributes, value)


FUTURE = datetime(2569, 3, 16, tzinfo=UTC)
EXTRA = attribute("1.2.3.4", der.octets(b"extra"))

TABLE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "empty": (lambda _: b"", "CMS_FORMAT"),
    "random": (lambda _: bytes(range(256)), "CMS_FORMAT"),
    "text": (lambda _: b"-----BEGIN CMS-----", "CMS_FORMAT"),
    "cut": (lambda signature: signature[:-20], "CMS_FORMAT"),
    "trailing bytes": (lambda signature: signature + b"\0", "CMS_FORMAT"),
    "other content type": (lambda _: der.sequence(cms.DATA, der.context(0, der.octets(b""))), "CMS_FORMAT"),
    "no signer": (edited(no_signers), "CMS_FORMAT"),
    "two signers": (edited(two_signers), "CMS_FORMAT"),
    "certificates stripped": (edited(no_certificates), "CMS_FORMAT"),
    "one certificate": (edited(one_certificate), "CMS_FORMAT"),
    "certificates of somebody else": (edited(other_leaf), "CMS_FORMAT"),
    "third certificate": (edited(junk_certificate), "CMS_FORMAT"),
    "content attached": (edited(attached), "CMS_NOT_CANONICAL"),
    "digest relabelled": (edited(relabelled), "CMS_NOT_CANONICAL"),
    "unsigned attribute": (edited(unsigned_attribute), "CMS_NOT_CANONICAL"),
    "other version": (edited(version_three), "CMS_NOT_CANONICAL"),
    "revocation list inside": (edited(with_crl), "CMS_NOT_CANONICAL"),
    "issuer name in other letter case": (letter_case, "CMS_NOT_CANONICAL"),
    "indefinite length": (indefinite, "CMS_NOT_CANONICAL"),
    "padded length": (long_length, "CMS_NOT_CANONICAL"),
    "extra signed attribute": (resigned(lambda all_: sorted([*all_, EXTRA])), "CMS_NOT_CANONICAL"),
    "attributes in other order": (resigned(lambda all_: all_[::-1]), "CMS_NOT_CANONICAL"),
    "no content type": (resigned(without(0)), "CMS_NOT_CANONICAL"),
    "no message digest": (
        resigned(lambda all_: [item for item in all_ if cms.MESSAGE_DIGEST not in item]),
        "CMS_NOT_CANONICAL",
    ),
    "no signing certificate": (
        resigned(lambda all_: [item for item in all_ if cms.SIGNING_CERTIFICATE not in item]),
        "CMS_NOT_CANONICAL",
    ),
    "no signing time": (
        resigned(lambda all_: [item for item in all_ if cms.SIGNING_TIME not in item]),
        "CMS_NOT_CANONICAL",
    ),
    "time without seconds": (resigned(with_time(der.tlv(0x17, b"2603160930Z"))), "CMS_NOT_CANONICAL"),
    "time with an offset": (resigned(with_time(der.tlv(0x17, b"260316163005+0700"))), "CMS_NOT_CANONICAL"),
    "Buddhist Era year": (resigned(with_time(der.generalized_time(FUTURE))), "CLOCK"),
    "GeneralizedTime of today": (resigned(with_time(der.generalized_time(SIGNED_AT))), "CLOCK"),
    "GeneralizedTime, not signed": (unsigned_time, "SIGNATURE"),
    "SHA-1 signature": (resigned(lambda all_: all_, hashes.SHA1()), "SIGNATURE"),  # noqa: S303
    "r = s = 0": (other_value(lambda _: encode_dss_signature(0, 0)), "SIGNATURE"),
    "value empty": (other_value(lambda _: b""), "SIGNATURE"),
    "value not DER": (other_value(lambda value: value + b"\0"), "SIGNATURE"),
    "value of 10,000 octets": (other_value(lambda _: b"\x30" * 10_000), "SIGNATURE"),
    "signature of another package": (of_another_package, "SIGNATURE"),
    "right certificate, other key": (by_other_key, "SIGNATURE"),
    "Ed25519 signer": (by_foreign_kind("ed25519"), "CMS_NOT_CANONICAL"),
    "RSA signer": (by_foreign_kind("rsa"), "CMS_NOT_CANONICAL"),
    "P-384 signer": (by_foreign_kind("p384"), "CMS_NOT_CANONICAL"),
}


CASES = [Case(name, "signature", change, code) for name, (change, code) in TABLE.items()]
