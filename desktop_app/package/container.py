"""The ZIP layer: one permitted byte form, written and demanded.

A ZIP library guesses what a damaged archive may mean; this gate must not. It takes names, checksums and sizes from
the central directory, rebuilds every header from them and compares. Nothing is compressed, so nothing can expand.
Source: package-format sections 3 and 8; APPNOTE.TXT 6.3.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from desktop_app.package.kinds import MANIFEST, MIMETYPE, PAYLOADS, SIGNATURE, PackageType
from desktop_app.package.refusal import refuse

MIB = 1024 * 1024
MOST_FILE, MOST_ENTRY, MOST_ENTRIES = 512 * MIB, 100 * MIB, 300
MOST_PAYLOAD, MOST_MANIFEST, MOST_SIGNATURE = 8 * MIB, MIB, 64 * 1024
MOST_OF = {MANIFEST: MOST_MANIFEST, SIGNATURE: MOST_SIGNATURE} | dict.fromkeys(PAYLOADS, MOST_PAYLOAD)

MIMETYPE_CONTENT = b"application/vnd.etsi.asic-e+zip"
DATE = 33  # 1980-01-01
UNIX_3_20, REGULAR_FILE = 0x0314, 0x81800000
LOCAL, CENTRAL, END = struct.Struct("<4s5H3L2H"), struct.Struct("<4s6H3L5H2L"), struct.Struct("<4s4H2LH")


@dataclass(frozen=True, slots=True)
class Entry:
    """One stored file.

    Attributes:
        crc: CRC-32 of its bytes.
        size: octets.
        offset: of its local header.
    """

    name: str
    crc: int
    size: int
    offset: int

    @property
    def start(self) -> int:
        """Offset of the first content byte."""
        return self.offset + LOCAL.size + len(self.name)

    @property
    def end(self) -> int:
        """Offset after the last content byte."""
        return self.start + self.size

    def local_header(self) -> bytes:
        """The one permitted local header."""
        name = self.name.encode("ascii")
        fields = (b"PK\3\4", 20, 0, 0, 0, DATE, self.crc, self.size, self.size, len(name), 0)
        return LOCAL.pack(*fields) + name

    def central_header(self) -> bytes:
        """The one permitted central header."""
        name = self.name.encode("ascii")
        sizes = (self.crc, self.size, self.size, len(name), 0, 0, 0, 0)
        return CENTRAL.pack(b"PK\1\2", UNIX_3_20, 20, 0, 0, 0, DATE, *sizes, REGULAR_FILE, self.offset) + name


FIRST_ENTRY = Entry(MIMETYPE, zlib.crc32(MIMETYPE_CONTENT), len(MIMETYPE_CONTENT), 0)
BEGINNING = FIRST_ENTRY.local_header() + MIMETYPE_CONTENT


@dataclass(frozen=True)
class Layout:
    """Where everything lies in a container that passed the gate.

    Attributes:
        kind: type that the names show; the payload's `type` must say the same.
        entries: by name, in the order of the file.
    """

    kind: PackageType
    entries: dict[str, Entry]

    @property
    def data_names(self) -> tuple[str, ...]:
        """Names of the data files, in order."""
        return tuple(name for name in self.entries if name not in (MIMETYPE, MANIFEST, SIGNATURE))


def ending(entries: Sequence[Entry]) -> bytes:
    """Central directory and end record for `entries` in their order."""
    directory = b"".join(entry.central_header() for entry in entries)
    count = len(entries)
    return directory + END.pack(b"PK\5\6", 0, 0, count, count, len(directory), entries[-1].end, 0)


def ordered(names: Iterable[str]) -> list[str]:
    """The permitted order of a container with these data files."""
    return [MIMETYPE, *sorted(names), MANIFEST, SIGNATURE]


def read_layout(stream: BinaryIO, size: int) -> Layout:
    """Pass a container of `size` bytes through the gate without reading any content.

    Raises:
        PackageRefused: NOT_PACKAGE, ZIP_END, LIMIT, ZIP_NAME, ZIP_HEADER, ZIP_ORDER or MISSING.
    """
    if _read_at(stream, 0, len(BEGINNING)) != BEGINNING:
        refuse("NOT_PACKAGE")
    directory, count, offset = _read_directory(stream, size)
    entries = _read_entries(directory, count)
    _check_local_headers(stream, entries, offset)
    kind = _check_names([entry.name for entry in entries])
    return Layout(kind, {entry.name: entry for entry in entries})


def _read_at(stream: BinaryIO, offset: int, size: int) -> bytes:
    stream.seek(offset)
    return stream.read(size)


def _read_directory(stream: BinaryIO, size: int) -> tuple[bytes, int, int]:
    record = _read_at(stream, max(size - END.size, 0), END.size)
    if len(record) != END.size:
        refuse("ZIP_END")
    mark, disk, first_disk, here, count, length, offset, comment = END.unpack(record)
    if mark != b"PK\5\6" or disk or first_disk or comment or here != count:
        refuse("ZIP_END")
    if count > MOST_ENTRIES:
        refuse("LIMIT", place=f"{count} > {MOST_ENTRIES}")
    if offset + length + END.size != size:
        refuse("ZIP_END")
    return _read_at(stream, offset, length), count, offset


def _read_entries(directory: bytes, count: int) -> list[Entry]:
    entries: list[Entry] = []
    position = 0
    for number in range(count):
        entry, position = _read_entry(directory, position, number)
        entries.append(entry)
    if position != len(directory):
        refuse("ZIP_HEADER", place=f"#{count + 1}")
    return entries


def _read_entry(directory: bytes, position: int, number: int) -> tuple[Entry, int]:
    place = f"#{number + 1}"
    header = directory[position : position + CENTRAL.size]
    if len(header) != CENTRAL.size or not header.startswith(b"PK\1\2"):
        refuse("ZIP_HEADER", place=place)
    fields = CENTRAL.unpack(header)
    name_end = position + CENTRAL.size + fields[10]
    name = _usable_name(directory[position + CENTRAL.size : name_end])
    entry = Entry(name, crc=fields[7], size=fields[9], offset=fields[16])
    if entry.central_header() != directory[position:name_end]:
        refuse("ZIP_HEADER", place=name)
    if entry.size > MOST_OF.get(name, MOST_ENTRY):
        refuse("LIMIT", place=name)
    return entry, name_end


def _usable_name(raw: bytes) -> str:
    name = raw.decode("ascii", "replace")
    fixed = name in (MIMETYPE, MANIFEST, SIGNATURE)
    if not fixed and not any(kind.allows(name) for kind in PackageType):
        refuse("ZIP_NAME", place=ascii(name[:80]))
    return name


def _check_local_headers(stream: BinaryIO, entries: Sequence[Entry], directory_offset: int) -> None:
    expected = 0
    for entry in entries:
        header = entry.local_header()
        if entry.offset != expected or _read_at(stream, entry.offset, len(header)) != header:
            refuse("ZIP_HEADER", place=entry.name)
        expected = entry.end
    if expected != directory_offset:
        refuse("ZIP_HEADER", place="central directory")


def _check_names(names: Sequence[str]) -> PackageType:
    present = set(names)
    if len(present) != len(names):
        refuse("ZIP_ORDER", place="duplicate")
    for name in (MANIFEST, SIGNATURE):
        if name not in present:
            refuse("MISSING", place=name)
    payloads = [name for name in names if name in PAYLOADS]
    if len(payloads) != 1:
        refuse("ZIP_NAME" if payloads else "MISSING", place=", ".join(payloads) or "payload")
    kind = PAYLOADS[payloads[0]]
    data = present - {MIMETYPE, MANIFEST, SIGNATURE}
    for name in sorted(data):
        if not kind.allows(name):
            refuse("ZIP_NAME", place=name)
    if list(names) != ordered(data):
        refuse("ZIP_ORDER", place="order")
    return kind
