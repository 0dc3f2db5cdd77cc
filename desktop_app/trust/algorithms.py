"""Signature algorithms this system accepts, and nothing else.

Source: package-format section 9 (table of purposes).
"""

from __future__ import annotations

from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from desktop_app.trust import der

ECDSA_SHA256, ECDSA_SHA384, RSA_SHA256 = "1.2.840.10045.4.3.2", "1.2.840.10045.4.3.3", "1.2.840.113549.1.1.11"
LEAST_RSA_BITS = 3072

IssuerKey = ec.EllipticCurvePublicKey | rsa.RSAPublicKey


class HeldKey(Protocol):
    """A P-256 key that signs where it lies and never comes out, such as a token's."""

    def public_key(self) -> ec.EllipticCurvePublicKey:
        """Its public half."""

    def sign(self, content: bytes) -> bytes:
        """Sign with SHA-256; the result is a DER ECDSA-Sig-Value."""


SigningKey = ec.EllipticCurvePrivateKey | HeldKey
"""What `sign` can sign with: a key in memory, or one held elsewhere."""


def algorithm_of(key: object) -> str | None:
    """OID of the one algorithm an authority with this public key signs with; None: the key is not allowed."""
    if isinstance(key, rsa.RSAPublicKey):
        return RSA_SHA256 if key.key_size >= LEAST_RSA_BITS else None
    if isinstance(key, ec.EllipticCurvePublicKey):
        return {"secp256r1": ECDSA_SHA256, "secp384r1": ECDSA_SHA384}.get(key.curve.name)
    return None


def identifier(algorithm: str) -> bytes:
    """DER AlgorithmIdentifier: without parameters for ECDSA, with NULL for RSA."""
    parameters = der.NULL if algorithm == RSA_SHA256 else b""
    return der.sequence(der.oid(algorithm), parameters)


def is_p256(key: object) -> bool:
    """Tell whether `key` is a public key on P-256, what every signer has."""
    return isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)


def signature_fits(key: IssuerKey, signature: bytes, content: bytes) -> bool:
    """Tell whether `signature` over `content` was made with `key`, by the key's one algorithm."""
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
        else:
            key.verify(signature, content, ec.ECDSA(_digest(key)))
    except InvalidSignature:
        return False
    return True


def sign(key: SigningKey, content: bytes) -> bytes:
    """Sign with the curve's algorithm; the result is a DER ECDSA-Sig-Value.

    Every signature of this program is made here, whichever kind of key it is made with.
    """
    if isinstance(key, ec.EllipticCurvePrivateKey):
        return key.sign(content, ec.ECDSA(_digest(key.public_key())))
    return key.sign(content)


def _digest(key: ec.EllipticCurvePublicKey) -> hashes.HashAlgorithm:
    return hashes.SHA384() if key.curve.name == "secp384r1" else hashes.SHA256()
