"""Requests for a certificate: made at the office, read by the registrar.

A request proves that its sender holds the key, and nothing else. Whatever subject or extension it asks for is
never looked at: the subject comes from the roster.
Source: package-format section 9, "Enrolment"; PKCS#10 (RFC 2986).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from asn1crypto import pem
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from desktop_app.trust import algorithms, der, keys
from desktop_app.trust.faults import BAD_REQUEST
from desktop_app.trust.foreign import FOREIGN_ERRORS

MOST_OCTETS = 64 * 1024
COMMON_NAME = "2.5.4.3"
NO_ATTRIBUTES = der.context(0)


@dataclass(frozen=True, slots=True)
class Request:
    """A request whose own signature holds.

    Attributes:
        public_key: the P-256 key to certify.
        csr_der: the request as DER.
        csr_sha256: SHA-256 of `csr_der`, hex.
        spki_sha256: fingerprint of the key, what letter and telephone compare.
    """

    public_key: ec.EllipticCurvePublicKey
    csr_der: bytes
    csr_sha256: str
    spki_sha256: str


def make_request(key: algorithms.SigningKey) -> bytes:
    """Make the PEM request that proves possession of `key`.

    Written here because `cryptography` makes requests for keys in memory only.
    """
    name = der.sequence(der.set_of(der.sequence(der.oid(COMMON_NAME), der.utf8("Phrom enrolment request"))))
    content = der.sequence(der.integer(0), name, keys.public_info(key.public_key()), NO_ATTRIBUTES)
    signature = algorithms.sign(key, content)
    encoded = der.sequence(content, algorithms.identifier(algorithms.ECDSA_SHA256), der.bits(signature))
    armoured: bytes = pem.armor("CERTIFICATE REQUEST", encoded)
    return armoured


def read_request(data: bytes) -> Request:
    """Read a request, PEM or DER, and check that its sender holds the key.

    Raises:
        PhromError: TRUST-06, unreadable, bad self-signature, or a key of another kind than P-256.
    """
    try:
        request = _load(data)
        public_key, valid = request.public_key(), request.is_signature_valid
    except FOREIGN_ERRORS as problem:
        raise BAD_REQUEST.error(reason="unreadable") from problem
    if not isinstance(public_key, ec.EllipticCurvePublicKey) or not isinstance(public_key.curve, ec.SECP256R1):
        raise BAD_REQUEST.error(reason="key is not P-256")
    if not valid:
        raise BAD_REQUEST.error(reason="its own signature does not fit")
    encoded = request.public_bytes(Encoding.DER)
    return Request(public_key, encoded, hashlib.sha256(encoded).hexdigest(), keys.spki_sha256(public_key))


def _load(data: bytes) -> x509.CertificateSigningRequest:
    if len(data) > MOST_OCTETS:
        raise ValueError("too large for a request")
    if data.lstrip().startswith(b"-----"):
        return x509.load_pem_x509_csr(data)
    return x509.load_der_x509_csr(data)
