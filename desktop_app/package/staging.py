"""The private copy that every check and every later read works on.

A file on a stick can change between check and use; the copy cannot. Small packages stay in memory, larger ones in
an unnamed temporary file, so memory does not grow with the evidence.
Source: package-format section 15, stage 0; threats section 6.8.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from desktop_app.package.container import MOST_FILE, Entry
from desktop_app.package.refusal import refusal, refuse

IN_MEMORY = 4 * 1024 * 1024
CHUNK = 256 * 1024


@dataclass(frozen=True)
class Staged:
    """A private copy; `known` is its SHA-256 where somebody has computed it already."""

    stream: BinaryIO
    size: int
    known: str = ""

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the whole file, hex; not an identity (the package id is). Ask before the copy is closed.

        Computed when it is first asked for: who only looks into a large package need not pay for it.
        """
        if self.known:
            return self.known
        digest = hashlib.sha256()
        for piece in self.chunks(0, self.size):
            digest.update(piece)
        return digest.hexdigest()

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
    """Copy a file once.

    Raises:
        PackageRefused: LIMIT over 512 MB, SYS_IO the source or the disk failed.
    """
    where = None if folder is None else str(folder)
    file = SpooledTemporaryFile(IN_MEMORY, dir=where)  # noqa: SIM115 - lives as long as the package
    stream = cast("BinaryIO", file)
    try:
        size = _copy(path, file)
    except OSError as problem:
        stream.close()
        raise refusal("SYS_IO", place=problem.strerror or type(problem).__name__) from problem
    except BaseException:
        stream.close()
        raise
    return Staged(stream, size)


def _copy(path: Path, target: SpooledTemporaryFile[bytes]) -> int:
    with path.open("rb") as source:
        size = path.stat().st_size
        if size > MOST_FILE:
            refuse("LIMIT", place=f"{MOST_FILE} B")
        if size > IN_MEMORY and hasattr(os, "sendfile"):
            target.rollover()
            return _send(source, target)
        size = 0
        while piece := source.read(CHUNK):
            size += len(piece)
            if size > MOST_FILE:
                refuse("LIMIT", place=f"{MOST_FILE} B")
            target.write(piece)
        return size


def _send(source: BinaryIO, target: SpooledTemporaryFile[bytes]) -> int:
    """Copy inside the system, without the bytes passing through this program."""
    size = 0
    while sent := os.sendfile(target.fileno(), source.fileno(), size, MOST_FILE):
        size += sent
        if size > MOST_FILE:
            refuse("LIMIT", place=f"{MOST_FILE} B")
    return size
