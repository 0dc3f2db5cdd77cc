"""Writing a package: data, manifest, signature, then the importer's own check before anybody sees the file.

Source: package-format sections 3 to 5; product capabilities P1 and P3.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from isal.isal_zlib import crc32

from desktop_app.files import appearing
from desktop_app.package import canonical, cms, manifest
from desktop_app.package.container import (
    MIMETYPE_CONTENT,
    MOST_ENTRY,
    MOST_OF,
    Entry,
    ending,
)
from desktop_app.package.kinds import MANIFEST, MIMETYPE, SIGNATURE, PackageType
from desktop_app.package.payloads import format_time
from desktop_app.package.refusal import refusal, refuse
from desktop_app.package.staging import CHUNK
from desktop_app.package.verify import verify_own
from desktop_app.trust.certificates import read_certificate
from desktop_app.trust.signer import Signer

Content = bytes | Path


@dataclass(frozen=True, slots=True)
class Sealed:
    """A package that was written and checked.

    Attributes:
        package_id: SHA-256 of the manifest, hex.
        file_sha256: SHA-256 of the file, hex.
        size: octets of the file.
    """

    package_id: str
    file_sha256: str
    size: int


def write_package(
    target: Path,
    kind: PackageType,
    payload: Mapping[str, object],
    files: Mapping[str, Content],
    signer: Signer,
    signing_time: datetime,
) -> Sealed:
    """Write and sign a package; until every check of an importer passed, only a `.part` exists beside the target.

    Args:
        target: the file to make; an earlier one of this name is replaced at the very end.
        kind: type of the package.
        payload: all fields of the type (section 7), the common ones included.
        files: the other files by their name in the package, as bytes or where to read them from.
        signer: who signs.
        signing_time: aware UTC.

    Raises:
        PackageRefused: CLOCK the signing time is outside of the certificate; a code of any stage the package would
            fail at a receiver; SYS_IO a file could not be read or written. Nothing is left behind.
    """
    _check_clock(signer, signing_time)
    contents: dict[str, Content] = {**files, kind.payload: canonical.to_bytes(payload)}
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with appearing(target) as part:
            with part.open("wb") as stream:
                _write(stream, contents, signer, signing_time)
                stream.flush()
                os.fsync(stream.fileno())
            with verify_own(part, signer, signing_time) as package:
                sealed = Sealed(package.package_id, package.file_sha256, package.size)
    except OSError as problem:
        raise refusal("SYS_IO", place=problem.strerror or target.name) from problem
    return sealed


def _check_clock(signer: Signer, signing_time: datetime) -> None:
    certificate = read_certificate(signer.certificate)
    if not certificate.not_before <= signing_time <= certificate.not_after:
        refuse("CLOCK", place=format_time(signing_time))


def _write(stream: BinaryIO, contents: Mapping[str, Content], signer: Signer, signing_time: datetime) -> None:
    entries = [_write_entry(stream, MIMETYPE, MIMETYPE_CONTENT)[0]]
    digests: dict[str, bytes] = {}
    for name in sorted(contents):
        entry, digests[name] = _write_entry(stream, name, contents[name])
        entries.append(entry)
    listed = manifest.build(digests)
    signature = cms.sign(listed, signer.certificate, signer.issuer, signer.key, signing_time)
    entries.append(_write_entry(stream, MANIFEST, listed)[0])
    entries.append(_write_entry(stream, SIGNATURE, signature)[0])
    stream.write(ending(entries))


def _write_entry(stream: BinaryIO, name: str, content: Content) -> tuple[Entry, bytes]:
    """Write content behind room for its header, then the header, which needs size and checksum."""
    offset, most = stream.tell(), MOST_OF.get(name, MOST_ENTRY)
    if not name.isascii():
        refuse("ZIP_NAME", place=ascii(name[:80]))
    stream.write(Entry(name, 0, 0, offset).local_header())
    size, crc, sha256 = 0, 0, hashlib.sha256()
    for piece in _pieces(content):
        size, crc = size + len(piece), crc32(piece, crc)
        if size > most:
            refuse("LIMIT", place=name)
        sha256.update(piece)
        stream.write(piece)
    entry = Entry(name, crc, size, offset)
    stream.seek(offset)
    stream.write(entry.local_header())
    stream.seek(entry.end)
    return entry, sha256.digest()


def _pieces(content: Content) -> Iterator[bytes]:
    if isinstance(content, bytes):
        yield content
        return
    with content.open("rb") as source:
        while piece := source.read(CHUNK):
            yield piece
