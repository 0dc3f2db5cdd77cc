"""Keys for signing and for opening envelopes: made, sealed under a passphrase, opened, named by their fingerprint.

Source: package-format section 9, "Key at rest". PKCS#8 (RFC 5958) with PBES2 (RFC 8018), scrypt (RFC 7914) and
AES-256-CBC, the one sealed form that `cryptography` and the openssl command line both open and that costs a
guesser memory. `cryptography` reads this form but cannot write it.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable

from asn1crypto import core, pem
from cryptography import x509
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes, PublicKeyTypes
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from desktop_app.thai.digits import to_arabic
from desktop_app.trust import der
from desktop_app.trust.faults import BAD_KEY_FILE, WEAK_PASSPHRASE, WRONG_PASSPHRASE
from desktop_app.trust.foreign import FOREIGN_ERRORS

LEAST_CHARACTERS = 12
GROUP, LEAST_GROUPS = 4, 6  # hex digits of a group; groups compared by telephone before anything is trusted
COST, BLOCK_SIZE, PARALLEL = 16384, 8, 8  # openssl's default memory cap refuses a cost of 32768
KEY_SIZE, BLOCK, SALT_SIZE = 32, 16, 16  # octets
PBES2, SCRYPT, AES_256_CBC = "1.2.840.113549.1.5.13", "1.3.6.1.4.1.11591.4.11", "2.16.840.1.101.3.4.1.42"
LABEL = "ENCRYPTED PRIVATE KEY"
RSA_BITS, RSA_EXPONENT = 3072, 65537

SealableKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def new_key() -> ec.EllipticCurvePrivateKey:
    """A new P-256 key, what every signer and issuing authority has."""
    return ec.generate_private_key(ec.SECP256R1())


def new_root_key() -> ec.EllipticCurvePrivateKey:
    """A new P-384 key, what the offline root has."""
    return ec.generate_private_key(ec.SECP384R1())


def new_encryption_key() -> rsa.RSAPrivateKey:
    """A new RSA-3072 key, what envelopes are sealed to. Takes up to a second."""
    return rsa.generate_private_key(RSA_EXPONENT, RSA_BITS)


def seal_key(key: SealableKey, passphrase: str, *, random: Callable[[int], bytes] = os.urandom) -> bytes:
    """Seal `key` under `passphrase`, as PEM.

    Raises:
        PhromError: TRUST-01, the passphrase has fewer than 12 characters (counted in NFC).
    """
    secret = _secret(passphrase)
    if len(secret.decode()) < LEAST_CHARACTERS:
        raise WEAK_PASSPHRASE.error(least=LEAST_CHARACTERS)
    salt, vector = random(SALT_SIZE), random(BLOCK)
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    cipher = Cipher(algorithms.AES256(_derive(secret, salt)), modes.CBC(vector)).encryptor()
    filler = padding.PKCS7(BLOCK * 8).padder()
    sealed = cipher.update(filler.update(plain) + filler.finalize()) + cipher.finalize()
    armoured: bytes = pem.armor(LABEL, der.sequence(_algorithm(salt, vector), der.octets(sealed)))
    return armoured


def open_key(sealed_pem: bytes, passphrase: str) -> ec.EllipticCurvePrivateKey:
    """Open a signing key that `seal_key` sealed. Takes about a quarter of a second, on purpose.

    Raises:
        PhromError: TRUST-02 wrong passphrase; TRUST-05 not a key file of ours (its cost figures are checked before
            they are used, so a planted file cannot ask for gigabytes).
    """
    key = _open(sealed_pem, passphrase)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise BAD_KEY_FILE.error()
    return key


def open_encryption_key(sealed_pem: bytes, passphrase: str) -> rsa.RSAPrivateKey:
    """Open an encryption key that `seal_key` sealed.

    Raises:
        PhromError: as `open_key`.
    """
    key = _open(sealed_pem, passphrase)
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size != RSA_BITS:
        raise BAD_KEY_FILE.error()
    return key


def encryption_key_to_der(key: rsa.RSAPrivateKey) -> bytes:
    """An open encryption key as PKCS#8, not sealed: for a process of this program, never for a file."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def encryption_key_from_der(encoded: bytes) -> rsa.RSAPrivateKey:
    """The key that `encryption_key_to_der` wrote.

    Raises:
        PhromError: TRUST-05, it is none.
    """
    try:
        key = load_der_private_key(encoded, None)
    except FOREIGN_ERRORS as problem:
        raise BAD_KEY_FILE.error() from problem
    if not isinstance(key, rsa.RSAPrivateKey):
        raise BAD_KEY_FILE.error()
    return key


def public_info(key: PublicKeyTypes) -> bytes:
    """DER SubjectPublicKeyInfo of a public key."""
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def spki_sha256(source: PublicKeyTypes | SealableKey | x509.Certificate | bytes) -> str:
    """Fingerprint of a key: SHA-256 of its DER SubjectPublicKeyInfo, 64 hex digits.

    Takes a public key, a private key, or a certificate (an object or its DER).
    """
    if isinstance(source, bytes):
        source = x509.load_der_x509_certificate(source)
    if isinstance(source, (x509.Certificate, ec.EllipticCurvePrivateKey, rsa.RSAPrivateKey)):
        source = source.public_key()
    return hashlib.sha256(public_info(source)).hexdigest()


def grouped(hex_digits: str) -> str:
    """Hex digits in groups of four, as letters and telephone calls compare them."""
    return " ".join(hex_digits[start : start + GROUP] for start in range(0, len(hex_digits), GROUP))


def is_heard(fingerprint: str, heard: str) -> bool:
    """Whether what a person typed from a telephone call is the beginning of a fingerprint, at least six groups of it.

    Thai digits, blanks, hyphens and capital letters are as good as any.
    """
    typed = re.sub(r"[\s-]", "", to_arabic(heard)).lower()
    return len(typed) >= GROUP * LEAST_GROUPS and fingerprint.startswith(typed)


def _open(sealed_pem: bytes, passphrase: str) -> PrivateKeyTypes:
    data = _read_sealed(sealed_pem)
    try:
        return load_der_private_key(data, _secret(passphrase))
    except FOREIGN_ERRORS as problem:
        raise WRONG_PASSPHRASE.error() from problem


def _secret(passphrase: str) -> bytes:
    return unicodedata.normalize("NFC", passphrase).encode("utf-8", "replace")


def _derive(secret: bytes, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=KEY_SIZE, n=COST, r=BLOCK_SIZE, p=PARALLEL).derive(secret)


def _algorithm(salt: bytes, vector: bytes) -> bytes:
    costs = (der.integer(COST), der.integer(BLOCK_SIZE), der.integer(PARALLEL), der.integer(KEY_SIZE))
    derivation = der.sequence(der.oid(SCRYPT), der.sequence(der.octets(salt), *costs))
    cipher = der.sequence(der.oid(AES_256_CBC), der.octets(vector))
    return der.sequence(der.oid(PBES2), der.sequence(derivation, cipher))


def _read_sealed(sealed_pem: bytes) -> bytes:
    try:
        label, _, data = pem.unarmor(sealed_pem)
        outer = core.Sequence.load(data, strict=True)
        derivation, cipher = outer[0][1][0], outer[0][1][1]
        salt, vector, sealed = derivation[1][0].native, cipher[1].native, outer[1].native
        rebuilt = der.sequence(_algorithm(salt, vector), der.octets(sealed))
    except FOREIGN_ERRORS as problem:
        raise BAD_KEY_FILE.error() from problem
    if label != LABEL or rebuilt != data:
        raise BAD_KEY_FILE.error()
    return rebuilt
