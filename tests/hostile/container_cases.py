"""What can be wrong with file and container (threats, section 6.1)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from desktop_app.package.container import BEGINNING, CENTRAL, END, LOCAL, MOST_ENTRY
from desktop_app.package.kinds import MANIFEST, MIMETYPE, SIGNATURE
from tests.hostile.spoiler import Case, Contents, container

EVIDENCE = "evidence/a1-01.pdf"


def local_at(package: bytes, name: str) -> int:
    """Offset of a local header."""
    return package.index(name.encode("ascii")) - LOCAL.size


def central_at(package: bytes, name: str) -> int:
    """Offset of a central header."""
    return package.rindex(name.encode("ascii")) - CENTRAL.size


def patch(package: bytes, offset: int, value: bytes) -> bytes:
    """The package with some bytes replaced."""
    return package[:offset] + value + package[offset + len(value) :]


def local(offset: int, layout: str, value: int, name: str = EVIDENCE) -> Callable[[bytes], bytes]:
    """Change one field of a local header."""
    return lambda package: patch(package, local_at(package, name) + offset, struct.pack(f"<{layout}", value))


def central(offset: int, layout: str, value: int, name: str = EVIDENCE) -> Callable[[bytes], bytes]:
    """Change one field of a central header."""
    return lambda package: patch(package, central_at(package, name) + offset, struct.pack(f"<{layout}", value))


def both(offset: int, layout: str, value: int) -> Callable[[bytes], bytes]:
    """Change the same field in both headers; `offset` counts in the local one."""
    return lambda package: central(offset + 2, layout, value)(local(offset, layout, value)(package))


def end(offset: int, layout: str, value: int) -> Callable[[bytes], bytes]:
    """Change one field of the end record."""
    return lambda package: patch(package, len(package) - END.size + offset, struct.pack(f"<{layout}", value))


def renamed(name: str, old: str = EVIDENCE) -> Callable[[Contents], Contents]:
    """Give one entry another name; order is kept right."""

    def change(contents: Contents) -> Contents:
        data = [(name if found == old else found, content) for found, content in contents[1:-2]]
        return [contents[0], *sorted(data), *contents[-2:]]

    return change


def raw_name(name: bytes) -> Callable[[bytes], bytes]:
    """Write other bytes of the same length over a name in both headers."""
    padded = name.ljust(len(EVIDENCE), b"a")[: len(EVIDENCE)]
    return lambda package: package.replace(EVIDENCE.encode("ascii"), padded)


def without(name: str) -> Callable[[Contents], Contents]:
    """Leave an entry out."""
    return lambda contents: [item for item in contents if item[0] != name]


def added(name: str, content: bytes = b"x") -> Callable[[Contents], Contents]:
    """Put in one more entry, in its right place."""
    return lambda contents: [contents[0], *sorted([*contents[1:-2], (name, content)]), *contents[-2:]]


def twice(contents: Contents) -> Contents:
    """The same name again, right behind."""
    place = [name for name, _ in contents].index(EVIDENCE)
    return [*contents[: place + 1], (EVIDENCE, b"other"), *contents[place + 1 :]]


def swapped(contents: Contents) -> Contents:
    """Two data files out of order."""
    return [contents[0], contents[2], contents[1], *contents[3:]]


def by_library(method: int) -> Callable[[Contents], bytes]:
    """The same entries as an ordinary ZIP library writes them."""

    def change(contents: Contents) -> bytes:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            for name, content in contents:
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_STORED if name == MIMETYPE else method
                archive.writestr(info, content)
        return buffer.getvalue()

    return change


def hidden_gap(package: bytes) -> bytes:
    """Bytes between two entries, all offsets behind them moved."""
    at = local_at(package, EVIDENCE)
    record = END.unpack(package[-END.size :])
    start = record[6]
    entries, position = [], start
    while package[position : position + 4] == b"PK\1\2":
        fields = list(CENTRAL.unpack(package[position : position + CENTRAL.size]))
        name = package[position + CENTRAL.size : position + CENTRAL.size + fields[10]]
        if fields[16] >= at:
            fields[16] += 4
        entries.append(CENTRAL.pack(*fields) + name)
        position += CENTRAL.size + len(name)
    moved = END.pack(*record[:6], start + 4, 0)
    return package[:at] + b"junk" + package[at:start] + b"".join(entries) + moved


def gap_before_directory(package: bytes) -> bytes:
    """Bytes between the last entry and the central directory."""
    record = END.unpack(package[-END.size :])
    moved = END.pack(*record[:6], record[6] + 4, 0)
    return package[: record[6]] + b"junk" + package[record[6] : -END.size] + moved


def one_more_record(package: bytes) -> bytes:
    """A central record that the count does not mention."""
    record = list(END.unpack(package[-END.size :]))
    extra = package[record[6] : record[6] + CENTRAL.size + len(MIMETYPE)]
    record[5] += len(extra)
    return package[: -END.size] + extra + END.pack(*record)


def zip64_locator(package: bytes) -> bytes:
    """A ZIP64 end locator before the end record."""
    locator = struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1)
    return package[: -END.size] + locator + package[-END.size :]


def extra_field(package: bytes, extra: bytes = struct.pack("<HHBL", 0x7075, 5, 1, 0)) -> bytes:
    """An extra field in a central header, by default a Unicode path."""
    at = central_at(package, EVIDENCE)
    name_end = at + CENTRAL.size + len(EVIDENCE)
    longer = patch(package, at + 30, struct.pack("<H", len(extra)))
    longer = longer[:name_end] + extra + longer[name_end:]
    record = list(END.unpack(longer[-END.size :]))
    record[5] += len(extra)
    return longer[: -END.size] + END.pack(*record)


def many(count: int) -> Callable[[Contents], Contents]:
    """So many small files."""
    more = [(f"evidence/m-{number:04}.txt", b"") for number in range(count)]
    return lambda contents: [contents[0], *sorted([*contents[1:-2], *more]), *contents[-2:]]


def not_packages() -> list[Case]:
    """Files that do not begin as a package."""
    table: dict[str, Callable[[bytes], bytes]] = {
        "empty": lambda _: b"",
        "text": lambda _: "ไม่ใช่ชุดข้อมูล".encode() * 50,
        "digits": lambda _: b"0123456789" * 50,
        "random bytes": lambda _: bytes(range(256)) * 4,
        "program in front": lambda package: b"MZ" + package,
        "PDF in front": lambda package: b"%PDF-1.7\n" + package,
        "begins one byte late": lambda package: package[1:],
        "only the beginning of a beginning": lambda package: package[:40],
        "other mimetype": lambda package: package.replace(b"asic-e", b"asic-s", 1),
    }
    return [Case(name, "container", change, "NOT_PACKAGE") for name, change in table.items()]


def endings() -> list[Case]:
    """Files that do not end as a package."""
    table: dict[str, Callable[[bytes], bytes]] = {
        "cut in half": lambda package: package[: len(package) // 2],
        "last byte missing": lambda package: package[:-1],
        "one byte appended": lambda package: package + b"\0",
        "two packages joined": lambda package: package + package,
        "archive comment": lambda package: package[:-2] + b"\x05\x00hello",
        "comment with a false end record": lambda package: package[:-2] + struct.pack("<H", 22) + package[-22:],
        "central offset lies": end(16, "L", 5),
        "central size lies": end(12, "L", 5),
        "ZIP64 locator": zip64_locator,
        "disk number": end(4, "H", 1),
        "counts differ": end(8, "H", 1),
        "comment length lies": end(20, "H", 3),
    }
    return [Case(name, "container", change, "ZIP_END") for name, change in table.items()]


def names() -> list[Case]:
    """Names that no package may hold."""
    forbidden = (
        "../x.pdf", "/evidence/a.pdf", "C:/a.pdf", "evidence/../a.pdf", "evidence/a:b.pdf", "evidence/con.pdf",
        "evidence/lpt1.txt", "evidence/com0.csv", "evidence/a.pdf.", "evidence/a.pdf ", "evidence/a.exe",
        "evidence/a.pdf.exe", "evidence/A.pdf", "evidence/a.PDF", "evidence/", "evidence/b/", "evidence/-a.pdf",
        "evidence/" + "a" * 65 + ".pdf", "evidence/sub/a.pdf", "receipt.pdf", "form/form.xlsx", "META-INF/x.xml",
        "META-INF/manifest.xml", "evidence/a\\b.pdf", "report.txt",
    )  # fmt: skip
    cases = [Case(f"name {name!r}", "entries", renamed(name), "ZIP_NAME") for name in forbidden]
    raw = {
        "NUL in a name": b"evidence/a\0-01.pdf",
        "right-to-left override": "evidence/\u202ea.pdf".encode(),
        "Thai name": "evidence/ก1.pdf".encode(),
        "full-width twin": "evidence/ａ.pdf".encode(),
        "invalid UTF-8": b"evidence/\xff\xfe1-01.pdf",
    }
    cases += [Case(name, "container", raw_name(value), "ZIP_NAME") for name, value in raw.items()]
    cases.append(Case("two payloads", "entries", added("receipt.json", b"{}"), "ZIP_NAME"))
    return cases


def headers() -> list[Case]:
    """Headers that are not the permitted bytes."""
    table: dict[str, Callable[[bytes], bytes]] = {
        "symlink mode": central(38, "L", 0xA1FF0000),
        "device mode": central(38, "L", 0x61FF0000),
        "internal attributes": central(36, "H", 1),
        "made by Windows": central(4, "H", 0x0014),
        "encrypted flag": both(6, "H", 1),
        "UTF-8 flag": both(6, "H", 0x800),
        "data descriptor flag": both(6, "H", 8),
        "AES method 99": both(8, "H", 99),
        "bzip2 method": both(8, "H", 12),
        "deflate method": both(8, "H", 8),
        "local method only": local(8, "H", 8),
        "time of day": both(10, "H", 1),
        "other date": both(12, "H", 34),
        "local date only": local(12, "H", 34),
        "local size only": local(18, "L", 3),
        "local checksum only": local(14, "L", 3),
        "version needed": both(4, "H", 45),
        "size lies large": both(22, "L", 999),
        "size lies small": both(22, "L", 1),
        "overlapping entries": central(42, "L", 0),
        "start disk": central(34, "H", 1),
        "comment length": central(32, "H", 1),
        "extra field": extra_field,
        "ZIP64 extra field": zip64_extra,
        "hidden bytes between entries": hidden_gap,
        "hidden bytes before the directory": gap_before_directory,
        "one more central record": one_more_record,
        "central mark": central(0, "L", 0),
        "local mark": local(0, "L", 0),
        "fewer counted than there are": lambda package: end(10, "H", 3)(end(8, "H", 3)(package)),
    }
    cases = [Case(name, "container", change, "ZIP_HEADER") for name, change in table.items()]
    cases.append(
        Case(
            "local name differs",
            "container",
            lambda package: patch(package, local_at(package, EVIDENCE) + LOCAL.size, b"evidence/z1-01.pdf"),
            "ZIP_HEADER",
        )
    )
    return cases


def others() -> list[Case]:
    """Order, limits, checksums, and what is absent."""
    entries: dict[str, tuple[Callable[[Contents], Contents], str]] = {
        "the same name twice": (twice, "ZIP_ORDER"),
        "entries out of order": (swapped, "ZIP_ORDER"),
        "signature before manifest": (lambda found: [*found[:-2], found[-1], found[-2]], "ZIP_ORDER"),
        "data behind the signature": (lambda found: [found[0], *found[2:], found[1]], "ZIP_ORDER"),
        "mimetype twice": (lambda found: [found[0], *found], "ZIP_ORDER"),
        "manifest removed": (without(MANIFEST), "MISSING"),
        "signature removed": (without(SIGNATURE), "MISSING"),
        "payload removed": (without("submission.json"), "MISSING"),
        "only a mimetype": (lambda found: found[:1], "MISSING"),
        "mimetype with newline": (lambda found: [(MIMETYPE, found[0][1] + b"\n"), *found[1:]], "NOT_PACKAGE"),
        "mimetype not first": (lambda found: [found[1], found[0], *found[2:]], "NOT_PACKAGE"),
        "a thousand entries": (many(1000), "LIMIT"),
        "payload over the limit": (lambda found: big(found, "submission.json", 8 * 1024**2), "LIMIT"),
        "manifest over the limit": (lambda found: big(found, MANIFEST, 1024**2), "LIMIT"),
        "signature over the limit": (lambda found: big(found, SIGNATURE, 64 * 1024), "LIMIT"),
    }
    containers: dict[str, tuple[Callable[[bytes], bytes], str]] = {
        "count of 65,535": (end(8, "L", 0xFFFFFFFF), "LIMIT"),
        "entry over the limit": (too_large, "LIMIT"),
        "wrong checksum in both headers": (wrong_checksum, "ZIP_DATA"),
        "flipped content byte": (lambda package: package.replace(b"%PDF-1.4", b"$PDF-1.4", 1), "ZIP_DATA"),
        "flipped manifest byte": (lambda package: package.replace(b"<asic:ASiC", b"<asic:ASIC", 1), "ZIP_DATA"),
    }
    return [
        *(Case(name, "entries", change, code) for name, (change, code) in entries.items()),
        *(Case(name, "container", change, code) for name, (change, code) in containers.items()),
    ]


def big(contents: Contents, name: str, size: int) -> Contents:
    """One entry with one byte too many."""
    return [(found, bytes(size + 1) if found == name else content) for found, content in contents]


def too_large(package: bytes) -> bytes:
    """An entry that says it is larger than the limit, in the permitted form."""
    return central(24, "L", MOST_ENTRY + 1)(central(20, "L", MOST_ENTRY + 1)(package))


def wrong_checksum(package: bytes) -> bytes:
    """A checksum that both headers agree on, of a content that is not there."""
    return central(16, "L", 7)(local(14, "L", 7)(package))


BOMB = 90 * 1024**2
"""Octets that a compressed entry of 90 KB would become."""


def bomb(*, says: int) -> Callable[[Contents], bytes]:
    """Evidence of zeros, deflated; both headers say so many octets come out."""

    def change(contents: Contents) -> bytes:
        squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
        squeezed = squeezer.compress(bytes(BOMB)) + squeezer.flush()
        package = container([(name, squeezed if name == EVIDENCE else content) for name, content in contents])
        return both(22, "L", says)(both(8, "H", 8)(package))

    return change


def zip64_extra(package: bytes) -> bytes:
    """A ZIP64 extra field in a central header, its sizes told there."""
    return extra_field(package, struct.pack("<HHQQ", 1, 16, 16, 16))


def streamed(contents: Contents) -> bytes:
    """As a library writes to what cannot be rewound: sizes follow in data descriptors."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

        def seek(self, *_: int) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w") as archive:
        for name, content in contents:
            archive.writestr(zipfile.ZipInfo(name), content)
    return BEGINNING + pipe.getvalue()[len(BEGINNING) :]  # only what follows the first entry can be the fault


def libraries() -> list[Case]:
    """Right content, written by an ordinary ZIP library, and content that would grow."""
    return [
        Case("bomb of 90 MB in 90 KB", "entries", bomb(says=BOMB), "ZIP_HEADER"),
        Case("bomb under a false size", "entries", bomb(says=100), "ZIP_HEADER"),
        Case("data descriptors", "entries", streamed, "ZIP_HEADER"),
        Case("deflated by a library", "entries", by_library(zipfile.ZIP_DEFLATED), "ZIP_HEADER"),
        Case("stored by a library", "entries", by_library(zipfile.ZIP_STORED), "ZIP_HEADER"),
    ]


CASES = [*not_packages(), *endings(), *names(), *headers(), *others(), *libraries()]
