"""Evidence: files that support answers, kept once each under the SHA-256 of their content (O2).

`evidence/ab/<sha256>` is written, synced and renamed before anything refers to it, and never changed. The name
a person gave the file lives in the store alone; the folder holds nothing that a double-click would start.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import os
import re
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from desktop_app.files import sync_folder
from desktop_app.office import faults
from desktop_app.office.records import EvidenceFile
from desktop_app.thai.clean import clean

LARGEST = 100 * 1024 * 1024  # bytes of one file: package format, section 8
MOST_FILES = 290  # 300 entries less manifest, payload, report and reserve
MOST_BYTES = 500 * 1024 * 1024  # of all files: 512 MB less report and payload
PIECE = 1024 * 1024
NAME_LENGTH = 200  # a `line` of the package format

EXTENSIONS = ("pdf", "jpg", "png", "xlsx", "docx", "csv", "txt")
_SAME = {"jpeg": "jpg"}
_MAGIC = {"pdf": b"%PDF-", "jpg": b"\xff\xd8\xff", "png": b"\x89PNG\r\n\x1a\n"}
_CONTROL = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1a"))  # 1A ends old DOS texts
_NOT_IN_LINE = re.compile(r'[\x00-\x1f"\\/]')
_OFFICE_PART = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}


class EvidenceFolder:
    """The content-addressed folder `evidence/` of one data folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the file with this digest lies."""
        return self.folder / sha256[:2] / sha256

    def add(self, source: Path, *, moment: datetime, by: str) -> EvidenceFile:
        """Copy a file in, after its kind, content and size were checked.

        The same content added again is one file. The caller writes the row (`OfficeStore.add_evidence`) after.

        Raises:
            PhromError: OFF-20 kind, OFF-21 content is another, OFF-22 too large, OFF-23 empty, OFF-24 unreadable,
                OFF-06 the disk refused. Nothing is left behind.
        """
        name = original_name(source.name)
        try:
            if not source.is_file():
                raise faults.EVIDENCE_UNREADABLE.error(name=name, reason="not a file")
            stream = source.open("rb")
        except OSError as problem:
            raise faults.EVIDENCE_UNREADABLE.error(name=name, reason=problem.strerror) from problem
        with stream:
            return self._take(stream, name, moment, by)

    def add_bytes(self, content: bytes, name: str, *, moment: datetime, by: str) -> EvidenceFile:
        """Add what is not a file yet (a pasted picture, a sample); raises as `add`."""
        return self._take(io.BytesIO(content), original_name(name), moment, by)

    def check(self, file: EvidenceFile) -> Path:
        """Where the file lies, after its content was compared with its digest.

        Raises:
            PhromError: OFF-25, it is missing or was changed.
        """
        path = self.path(file.sha256)
        try:
            intact = digest(path) == file.sha256
        except OSError:
            intact = False
        if not intact:
            raise faults.EVIDENCE_LOST.error(name=file.original_name)
        return path

    def _take(self, stream: BinaryIO, name: str, moment: datetime, by: str) -> EvidenceFile:
        extension = extension_of(name)
        part: Path | None = None
        try:
            part = self._copy_in(stream, name)
            check_content(part, extension, name)
            size, sha256 = part.stat().st_size, digest(part)
            self._settle(part, sha256)
        except OSError as problem:
            raise faults.DISK_FAILED.error(name=name, reason=problem.strerror) from problem
        finally:
            if part:
                with suppress(OSError):  # a disk that is gone cannot be tidied either
                    part.unlink(missing_ok=True)
        return EvidenceFile(sha256, extension, size, name, moment, by)

    def _copy_in(self, stream: BinaryIO, name: str) -> Path:
        """Copy to a temporary name in the folder, watching the size, and sync."""
        self.folder.mkdir(parents=True, exist_ok=True)
        handle, part = tempfile.mkstemp(dir=self.folder, prefix=".new-", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as target:
                _copy(stream, target, name)
        except BaseException:
            with suppress(OSError):
                Path(part).unlink(missing_ok=True)
            raise
        return Path(part)

    def _settle(self, part: Path, sha256: str) -> None:
        """Give the copy its final name; content already there stays as it is."""
        target = self.path(sha256)
        target.parent.mkdir(exist_ok=True)
        if not target.exists() or digest(target) != sha256:
            part.replace(target)
            sync_folder(target.parent)
            sync_folder(self.folder)


def _copy(source: BinaryIO, target: BinaryIO, name: str) -> None:
    size = 0
    while piece := _read_piece(source, name):
        size += len(piece)
        if size > LARGEST:
            raise faults.EVIDENCE_TOO_LARGE.error(name=name, size=_megabytes(size), limit=_megabytes(LARGEST))
        target.write(piece)
    if size == 0:
        raise faults.EVIDENCE_EMPTY.error(name=name)
    target.flush()
    os.fsync(target.fileno())


def _read_piece(source: BinaryIO, name: str) -> bytes:
    """A source that fails is the file's fault, a target that fails the disk's."""
    try:
        return source.read(PIECE)
    except OSError as problem:
        raise faults.EVIDENCE_UNREADABLE.error(name=name, reason=problem.strerror) from problem


def digest(path: Path) -> str:
    """SHA-256 of a file's content, hex.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def original_name(name: str) -> str:
    """A file's own name as one clean line of at most 200 characters, its extension kept."""
    line = " ".join(_NOT_IN_LINE.sub(" ", clean(_decodable(name))).split()) or "file"
    if len(line) <= NAME_LENGTH:
        return line
    stem, dot, extension = line.rpartition(".")
    keep = NAME_LENGTH - len(dot) - len(extension)
    return f"{stem[:keep]}{dot}{extension}" if stem and keep > 0 else line[:NAME_LENGTH]


def _decodable(name: str) -> str:
    """File systems may hold names that are no text; what cannot be shown becomes U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def extension_of(name: str) -> str:
    """The permitted extension of a file name, lower case, `jpeg` as `jpg`.

    Raises:
        PhromError: OFF-20, no kind that can be attached.
    """
    extension = Path(name).suffix[1:].lower()
    extension = _SAME.get(extension, extension)
    if extension not in EXTENSIONS:
        raise faults.EVIDENCE_TYPE.error(name=name)
    return extension


def check_content(path: Path, extension: str, name: str) -> None:
    """Compare what a file is with what its name says; it is read, never opened by a program.

    Raises:
        PhromError: OFF-21.
    """
    if extension in _MAGIC:
        with path.open("rb") as stream:
            fits = stream.read(len(_MAGIC[extension])) == _MAGIC[extension]
    elif extension in _OFFICE_PART:
        fits = _is_office_file(path, _OFFICE_PART[extension])
    else:
        fits = _is_text(path)
    if not fits:
        raise faults.EVIDENCE_CONTENT.error(name=name, extension=extension)


def _is_office_file(path: Path, part: str) -> bool:
    """Whether it is an OOXML file of this kind without macros; only the list of names is read."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return False
    return {"[Content_Types].xml", part} <= names and not any(name.endswith("vbaProject.bin") for name in names)


def _is_text(path: Path) -> bool:
    """Whether it is text in UTF-8, UTF-16 with mark, or a Thai code page: no control bytes."""
    with path.open("rb") as stream:
        first = stream.read(PIECE)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return True
        while first:
            if first.translate(None, _CONTROL) != first:
                return False
            first = stream.read(PIECE)
    return True


def package_names(files: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Names inside a package, made here because a person's own name may hold anything.

    Args:
        files: of each file the ref of the first question it serves and its extension.

    Returns:
        `evidence/<question>-<number>.<extension>` in the same order. Source: package-format section 2.
    """
    counts: Counter[str] = Counter()
    names = []
    for ref, extension in files:
        base = _base(ref)
        counts[base] += 1
        names.append(f"evidence/{base}-{counts[base]:02d}.{extension}")
    return tuple(names)


def _base(ref: str) -> str:
    """The question's name in the letters a package name may hold, 58 at most."""
    name = ref.rpartition("/")[2].partition("[")[0].lower()
    return re.sub("[^a-z0-9_-]", "_", name).lstrip("_-")[:58] or "file"


def check_total(sizes: Sequence[int]) -> None:
    """Refuse more evidence than one package holds, before anything is signed.

    Raises:
        PhromError: OFF-26.
    """
    if len(sizes) > MOST_FILES or sum(sizes) > MOST_BYTES:
        raise faults.EVIDENCE_TOO_MUCH.error(
            count=len(sizes), size=_megabytes(sum(sizes)), files=MOST_FILES, limit=_megabytes(MOST_BYTES)
        )


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f}"
