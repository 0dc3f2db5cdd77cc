"""The envelope: a whole package encrypted to the centre, in its one permitted byte form (P6, T14).

CMS AuthEnvelopedData in DER: AES-256-GCM over the content, its key wrapped by RSA-OAEP for each recipient. The
reader takes the determining values from the head, rebuilds the head from them and demands equality, so every other
type, algorithm or encoding is refused before any key is used. `openssl cms` reads and writes the same bytes.
Content passes piece by piece; nothing of it is released before the tag is verified.
Source: package-format sections 12 and 15 (stage 1); RFC 5652, RFC 5083, RFC 5084, RFC 4055.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import asn1crypto.cms
from asn1crypto import core
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers import AEADDecryptionContext, Cipher, algorithms, modes

from desktop_app.files import appearing, sync_folder
from desktop_app.package.container import MOST_FILE
from desktop_app.package.refusal import refusal, refuse
from desktop_app.package.staging import CHUNK, IN_MEMORY, Staged
from desktop_app.trust import der, keys
from desktop_app.trust.certificates import CertificateError, read_certificate
from desktop_app.trust.foreign import FOREIGN_ERRORS

SEALED_ID, ENVELOPED_ID = "1.2.840.113549.1.9.16.1.23", "1.2.840.113549.1.7.3"
SEALED, ENVELOPED = der.oid(SEALED_ID), der.oid(ENVELOPED_ID)
DATA = der.oid("1.2.840.113549.1.7.1")
SHA256 = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"))  # without parameters, as `openssl cms` writes it
MGF1 = der.sequence(der.oid("1.2.840.113549.1.1.8"), SHA256)
OAEP = der.sequence(der.oid("1.2.840.113549.1.1.7"), der.sequence(der.context(0, SHA256), der.context(1, MGF1)))
AES_256_GCM = der.oid("2.16.840.1.101.3.4.1.46")
VERSION_0 = der.integer(0)
KEY_SIZE, NONCE_SIZE, TAG_SIZE, WRAPPED_SIZE = 32, 12, 16, keys.RSA_BITS // 8  # octets
LEAST_RECIPIENTS, MOST_RECIPIENTS = 2, 8
MOST_HEAD = 8 * 1024  # octets; eight recipients with long names take less
SEQUENCE, SET, OBJECT_ID, OCTETS, WHOLE, CONTENT = 0x30, 0x31, 0x06, 0x04, 0xA0, 0x80
LONG, MOST_LENGTH_OCTETS = 0x80, 4

Random = Callable[[int], bytes]


@dataclass(frozen=True)
class _Recipient:
    """For whom the key was wrapped: name of the certificate's issuer (DER), serial number; and the wrapped key."""

    issuer: bytes
    serial: int
    wrapped: bytes

    def to_der(self) -> bytes:
        named = der.sequence(self.issuer, der.integer(self.serial))
        return der.sequence(VERSION_0, named, OAEP, der.octets(self.wrapped))


@dataclass(frozen=True)
class _Head:
    """The values that determine everything before the encrypted content."""

    recipients: tuple[_Recipient, ...]
    nonce: bytes
    size: int

    def to_der(self) -> bytes:
        recipients = der.set_of(*(one.to_der() for one in self.recipients))
        cipher = der.sequence(AES_256_GCM, der.sequence(der.octets(self.nonce), der.integer(TAG_SIZE)))
        inner = DATA + cipher + der.head(CONTENT, self.size)
        tag = len(der.head(OCTETS, TAG_SIZE)) + TAG_SIZE
        encrypted = der.head(SEQUENCE, len(inner) + self.size) + inner
        body = VERSION_0 + recipients + encrypted
        data = der.head(SEQUENCE, len(body) + self.size + tag) + body
        whole = SEALED + der.head(WHOLE, len(data) + self.size + tag) + data
        return der.head(SEQUENCE, len(whole) + self.size + tag) + whole


def is_envelope(stream: BinaryIO) -> bool:
    """Whether a file begins as an encrypted CMS file does, of whichever kind; the reader then judges the kind."""
    stream.seek(0)
    beginning = stream.read(32)
    return beginning.startswith(b"\x30") and (SEALED in beginning or ENVELOPED in beginning)


def seal_envelope(source: Path, target: Path, recipients: Sequence[bytes], *, random: Random = os.urandom) -> None:
    """Encrypt a file to all `recipients`; until the written file was read back, only a `.part` exists beside it.

    The writer has no private key, so what is read back is structure and ciphertext, not the content.

    Args:
        source: the package.
        target: the file to make; an earlier one of this name is replaced at the very end.
        recipients: DER certificates with RSA-3072 keys, at least two; who may use them is the caller's question.
        random: where key and nonce come from.

    Raises:
        PackageRefused: ENC_RECIPIENT fewer than two or more than eight recipients, one named twice, or one that
            cannot be encrypted to; LIMIT over 512 MB; SYS_IO a file could not be read or written. Nothing is left.
    """
    key, nonce = random(KEY_SIZE), random(NONCE_SIZE)
    wrapped = tuple(_wrap(key, certificate) for certificate in recipients)
    if not _acceptable(wrapped):
        refuse("ENC_RECIPIENT")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with appearing(target) as part:
            with source.open("rb") as plain, part.open("wb") as stream:
                head = _Head(wrapped, nonce, os.fstat(plain.fileno()).st_size)
                digest = _write(plain, stream, head, key)
                stream.flush()
                os.fsync(stream.fileno())
            _read_back(part, head, digest)
    except OSError as problem:
        raise refusal("SYS_IO", place=problem.strerror or target.name) from problem


def open_envelope(sealed: Staged, held: Sequence[rsa.RSAPrivateKey], folder: Path | None = None) -> Staged:
    """Decrypt into a private copy without a name: in memory while small, else an unnamed temporary file.

    Args:
        sealed: the envelope's own private copy; the caller closes it.
        held: open encryption keys of this computer.
        folder: where a large copy lies; the system's temporary folder if None.

    Raises:
        PackageRefused: ENC_FORMAT not the permitted form, ENC_RECIPIENT no key here opens it, ENC_TAG content or tag
            was changed, SYS_IO the disk refused. No content is left behind.
    """
    where = None if folder is None else str(folder)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=where)  # noqa: SIM115 - lives as long as the package
    target = cast("BinaryIO", file)
    try:
        size, sha256 = _decrypt(sealed.stream, sealed.size, held, target)
    except OSError as problem:
        target.close()
        raise refusal("SYS_IO", place=problem.strerror or type(problem).__name__) from problem
    except BaseException:
        target.close()
        raise
    return Staged(target, size, sha256)


def open_envelope_file(source: Path, target: Path, held: Sequence[rsa.RSAPrivateKey]) -> Staged:
    """Decrypt a file into `target`, which appears only after the tag was verified; gives its size and digest.

    The stream of the answer is closed.

    Raises:
        PackageRefused: as `open_envelope`; nothing is left at `target` or beside it.
    """
    try:
        with source.open("rb") as sealed, _private_part(target) as (stream, part):
            size, sha256 = _decrypt(sealed, os.fstat(sealed.fileno()).st_size, held, stream)
            stream.flush()
            os.fsync(stream.fileno())
            stream.close()
            part.replace(target)
        sync_folder(target.parent)
    except OSError as problem:
        raise refusal("SYS_IO", place=problem.strerror or target.name) from problem
    return Staged(stream, size, sha256)


@contextmanager
def _private_part(target: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """A file beside `target` that nobody else may read, gone at the end unless it was renamed."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream, part
    finally:
        part.unlink(missing_ok=True)


def _wrap(key: bytes, certificate: bytes) -> _Recipient:
    try:
        named = read_certificate(certificate)
    except CertificateError as problem:
        raise refusal("ENC_RECIPIENT") from problem
    public = named.public_key
    if not isinstance(public, rsa.RSAPublicKey) or public.key_size != keys.RSA_BITS:
        refuse("ENC_RECIPIENT")
    return _Recipient(named.issuer, named.serial, public.encrypt(key, _oaep()))


def _oaep() -> padding.OAEP:
    return padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)


def _acceptable(recipients: tuple[_Recipient, ...]) -> bool:
    """As many as allowed, nobody twice."""
    named = {(one.issuer, one.serial) for one in recipients}
    return LEAST_RECIPIENTS <= len(recipients) <= MOST_RECIPIENTS and len(named) == len(recipients)


def _write(plain: BinaryIO, stream: BinaryIO, head: _Head, key: bytes) -> str:
    """Write the envelope; the SHA-256 of all its octets."""
    encoded, digest = head.to_der(), hashlib.sha256()
    if len(encoded) + head.size + 2 + TAG_SIZE > MOST_FILE:
        refuse("LIMIT", place=f"{MOST_FILE} B")
    cipher = Cipher(algorithms.AES256(key), modes.GCM(head.nonce)).encryptor()

    def put(piece: bytes) -> None:
        digest.update(piece)
        stream.write(piece)

    put(encoded)
    for piece in _pieces(plain, head.size):
        put(cipher.update(piece))
    if plain.read(1):
        refuse("SYS_IO", place="the file grew")
    put(cipher.finalize())
    put(der.octets(cipher.tag))
    return digest.hexdigest()


def _read_back(part: Path, head: _Head, digest: str) -> None:
    """The written file is what a reader accepts, and what was meant."""
    with part.open("rb") as stream:
        if _read_head(stream, os.fstat(stream.fileno()).st_size) != _sorted(head):
            refuse("SYS_IO", place=part.name)
        stream.seek(0)
        if hashlib.file_digest(stream, "sha256").hexdigest() != digest:
            refuse("SYS_IO", place=part.name)


def _sorted(head: _Head) -> _Head:
    """Recipients in the order in which the file has them."""
    return _Head(tuple(sorted(head.recipients, key=_Recipient.to_der)), head.nonce, head.size)


def _decrypt(sealed: BinaryIO, size: int, held: Sequence[rsa.RSAPrivateKey], target: BinaryIO) -> tuple[int, str]:
    """Decrypt into `target`, which its maker throws away unless this returns: size and SHA-256 of the content."""
    head = _read_head(sealed, size)
    key = _unwrap(head, held)
    start = len(head.to_der())
    sealed.seek(start + head.size)
    tag = sealed.read()[-TAG_SIZE:]
    cipher = Cipher(algorithms.AES256(key), modes.GCM(head.nonce, tag)).decryptor()
    sealed.seek(start)
    return head.size, _pour(sealed, head.size, cipher, target)


def _pour(sealed: BinaryIO, size: int, cipher: AEADDecryptionContext, target: BinaryIO) -> str:
    digest = hashlib.sha256()
    for piece in _pieces(sealed, size):
        plain = cipher.update(piece)
        digest.update(plain)
        target.write(plain)
    try:
        cipher.finalize()
    except InvalidTag as problem:
        raise refusal("ENC_TAG") from problem
    return digest.hexdigest()


def _pieces(stream: BinaryIO, size: int) -> Iterator[bytes]:
    left = size
    while left > 0:
        piece = stream.read(min(CHUNK, left))
        if not piece:
            refuse("SYS_IO", place="short read")
        left -= len(piece)
        yield piece


def _unwrap(head: _Head, held: Sequence[rsa.RSAPrivateKey]) -> bytes:
    """The content's key; every key is tried on every recipient, because a key file may come without certificate."""
    for recipient in head.recipients:
        for private in held:
            with suppress(ValueError):
                key = private.decrypt(recipient.wrapped, _oaep())
                if len(key) == KEY_SIZE:
                    return key
    raise refusal("ENC_RECIPIENT")


def _read_head(sealed: BinaryIO, size: int) -> _Head:
    """Prove that a file has the permitted form, and take the values that determine it.

    Raises:
        PackageRefused: ENC_FORMAT.
    """
    sealed.seek(0)
    beginning = sealed.read(MOST_HEAD)
    try:
        head = _parse_head(beginning)
    except FOREIGN_ERRORS as problem:
        raise refusal("ENC_FORMAT") from problem
    encoded = head.to_der()
    sealed.seek(len(encoded) + head.size)
    ending = sealed.read(TAG_SIZE + 3)
    fitting = len(ending) == TAG_SIZE + 2 and ending.startswith(der.head(OCTETS, TAG_SIZE))
    if not beginning.startswith(encoded) or not fitting or size != len(encoded) + head.size + len(ending):
        refuse("ENC_FORMAT")
    return head


def _parse_head(beginning: bytes) -> _Head:
    """Values as they stand there; whether they stand there in the one permitted way shows when they are rebuilt."""
    walk = _Walk(beginning)
    for tag in (SEQUENCE, OBJECT_ID):
        size = walk.enter(tag)
    walk.skip(size)
    walk.enter(WHOLE)
    walk.enter(SEQUENCE)
    walk.skip(len(VERSION_0))
    recipients = _parse_recipients(walk.element(SET))
    walk.enter(SEQUENCE)
    walk.skip(len(DATA))
    cipher = core.Sequence.load(walk.element(SEQUENCE), strict=True)
    nonce = cipher[1][0].native
    size = walk.enter(CONTENT)
    if not isinstance(nonce, bytes) or len(nonce) != NONCE_SIZE or not _acceptable(recipients):
        raise ValueError("not the permitted values")
    return _Head(recipients, nonce, size)


def _parse_recipients(encoded: bytes) -> tuple[_Recipient, ...]:
    found = asn1crypto.cms.RecipientInfos.load(encoded, strict=True)
    return tuple(_parse_recipient(one.chosen) for one in found)


def _parse_recipient(info: asn1crypto.cms.KeyTransRecipientInfo) -> _Recipient:
    named = info["rid"].chosen
    issuer, wrapped = named["issuer"], info["encrypted_key"].native
    if not isinstance(wrapped, bytes) or len(wrapped) != WRAPPED_SIZE or issuer.dump() != issuer.dump(force=True):
        raise ValueError("not the permitted values")
    return _Recipient(issuer.dump(), named["serial_number"].native, wrapped)


class _Walk:
    """Steps through the head of a DER file whose rest is not in memory."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at = data, 0

    def enter(self, tag: int) -> int:
        """Step over tag and length of an element; how many octets its content has."""
        if self._take(1)[0] != tag:
            raise ValueError("another element was expected")
        first = self._take(1)[0]
        if first < LONG:
            return first
        count = first - LONG
        if not 1 <= count <= MOST_LENGTH_OCTETS:
            raise ValueError("a length that DER does not know, or too large a file")
        return int.from_bytes(self._take(count), "big")

    def element(self, tag: int) -> bytes:
        """A whole element with its tag and length."""
        start = self._at
        self._take(self.enter(tag))
        return self._data[start : self._at]

    def skip(self, size: int) -> None:
        """Step over octets that the rebuilt head will judge."""
        self._take(size)

    def _take(self, size: int) -> bytes:
        piece = self._data[self._at : self._at + size]
        if len(piece) != size:
            raise ValueError("the head is cut short or too long")
        self._at += size
        return piece
