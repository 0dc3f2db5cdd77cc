"""The private copy that every check and every later read works on.

A file on a stick can change between check and use; the copy cannot. Small packages stay in memory, larger ones in
an unnamed temporary file, so memory does not grow with the evidence.
Source: package-format section 15, stage 0; threats section 6.8.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from desktop_app.package.container import MOST_FILE, Entry
from desktop_app.package.refusal import refusal, refuse

IN_MEMORY = 4 * 1024 * 1024
CHUNK = 256 * 1024


@dataclass(frozen=True)
class Staged:
    """A private copy.

    Attributes:
        size: octets.
        sha256: of the whole file, hex; not an identity (the package id is).
    """

    stream: BinaryIO
    size: int
    sha256: str

    def chunks(self, start: int, size: int) -> Iterator[bytes]:
        """The `size` octets from `start`, piece by piece."""
        self.stream.seek(start)
        left = size
        while left > 0:
            piece = self.stream.read(min(CHUNK, left))
            if not piece:
                refuse("SYS_IO", place="short read")
            left -= len(piece)
            yield piece

    def read(self, entry: Entry) -> bytes:
        """All content of one entry, whose size the gate has bounded."""
        return b"".join(self.chunks(entry.start, entry.size))


def stage(path: Path, folder: Path | None = None) -> Staged:
    """Copy a file once, hashing as it goes.

    Raises:
        PackageRefused: LIMIT over 512 MB, SYS_IO the source or the disk failed.
    """
    where = None if folder is None else str(folder)
    file = tempfile.SpooledTemporaryFile(IN_MEMORY, dir=where)  # noqa: SIM115 - lives as long as the package
    stream = cast("BinaryIO", file)
    try:
        size, sha256 = _copy(path, stream)
    except OSError as problem:
        stream.close()
        raise refusal("SYS_IO", place=problem.strerror or type(problem).__name__) from problem
    except BaseException:
        stream.close()
        raise
    return Staged(stream, size, sha256)


def _copy(path: Path, stream: BinaryIO) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as source:
        while piece := source.read(CHUNK):
            size += len(piece)
            if size > MOST_FILE:
                refuse("LIMIT", place=f"{MOST_FILE} B")
            digest.update(piece)
            stream.write(piece)
    return size, digest.hexdigest()
