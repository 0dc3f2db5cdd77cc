"""Evidence that nobody should open before it was checked: what it is differs from its name, or it can act (P7).

Bytes are searched as they stream past; nothing is opened, unpacked or run, so what lies inside compressed parts of a
file is not seen. A flag that is set for nothing costs a look, so a search may find too much.
Source: threats section 6.7, package-format section 17 (EVIDENCE_SUSPECT).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from itertools import chain

KEPT = 1024  # octets of a piece that are looked at again with the next: longer than anything searched for

ZIP = b"PK\x03\x04"
BEGINS = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n", "xlsx": ZIP, "docx": ZIP}
OFFICE_PART = {"xlsx": b"xl/workbook.xml", "docx": b"word/document.xml"}
CONTENT_TYPES = b"[Content_Types].xml"
MACROS = b"vbaproject.bin"  # in any letter case; the list of names at the end of a ZIP file is not compressed
ACTIVE_PDF = re.compile(
    rb"/(?:JavaScript|Launch|EmbeddedFiles?)[\s\0()<>\[\]{}/%]"
    rb"|/JS[\s\0]*[(<0-9%]|/JS[\s\0]{64}"
    rb"|/OpenAction(?:[\s\0]*[^\s\0\[]|[\s\0]{64})"  # a place to begin reading is an array; all else is an action
)
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # a letter of a PDF name, spelt out
CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")  # none of which a list or a note has
NO_TEXT = re.compile(rb"<[a-z!?/]|MZ|%PDF-|\x7fELF|\{\\rtf|#!|Rar!|GIF8|PK\x03\x04", re.IGNORECASE)


def is_suspect(extension: str, pieces: Iterator[bytes]) -> bool:
    """Whether a file, handed over piece by piece, is other than its extension says, or holds macros or actions.

    An OLE document begins as none of these kinds does.

    Args:
        extension: one that evidence may have: pdf, jpg, png, xlsx, docx, csv or txt.
    """
    first = next(pieces, b"")
    if not first.startswith(BEGINS.get(extension, b"")):
        return True
    whole = chain((first,), pieces)
    if extension == "pdf":
        return any(map(_is_active, _overlapping(whole)))
    if extension in OFFICE_PART:
        return not _is_office_file({CONTENT_TYPES, OFFICE_PART[extension]}, _overlapping(whole))
    return extension not in BEGINS and not _is_text(first, whole)


def _overlapping(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Each piece with the end of the one before, so that nothing is missed where two meet."""
    end = b""
    for piece in pieces:
        window = end + piece
        yield window
        end = window[-KEPT:]


def _is_active(window: bytes) -> bool:
    return bool(ACTIVE_PDF.search(window) or ACTIVE_PDF.search(ESCAPED.sub(_letter, window)))


def _letter(found: re.Match[bytes]) -> bytes:
    return bytes.fromhex(found[1].decode())


def _is_office_file(missing: set[bytes], windows: Iterable[bytes]) -> bool:
    for window in windows:
        missing = {part for part in missing if part not in window}
        if MACROS in window.lower():
            return False
    return not missing


def _is_text(first: bytes, pieces: Iterable[bytes]) -> bool:
    """UTF-8, Windows' Thai code page, or UTF-16 as Excel saves "Unicode text"; no control characters in any."""
    if NO_TEXT.match(first.removeprefix(codecs.BOM_UTF8).lstrip()):
        return False
    wide = first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    decoders = [codecs.getincrementaldecoder(name)() for name in (("utf-16",) if wide else ("utf-8", "cp874"))]
    for piece in chain(pieces, (b"",)):
        decoders = [one for one in decoders if _decodes(one, piece)]
    return bool(decoders)


def _decodes(decoder: codecs.IncrementalDecoder, piece: bytes) -> bool:
    try:
        return not CONTROL.search(decoder.decode(piece, final=not piece))
    except UnicodeDecodeError:
        return False
