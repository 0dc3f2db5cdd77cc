"""The private copy that every check and every later read works on.

A file on a stick can change between check and use; the copy cannot. Small packages stay in memory, larger ones in
an unnamed temporary file, so memory does not grow with the evidence.
Source: package-format section 15, stage 0; threats section 6.8.
"""

from __future__ import annotations

import errno
import hashlib
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, cast

from desktop_app.package.container import MOST_FILE, Entry
from desktop_app.package.refusal import refusal, refuse

IN_MEMORY = 4 * 1024 * 1024
CHUNK = 64 * 1024


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
    try:
        with path.open("rb") as source:
            size = os.fstat(source.fileno()).st_size
            if size > MOST_FILE:
                refuse("LIMIT", place=f"{MOST_FILE} B")
            if size > IN_MEMORY:
                return _on_disk(source, folder)
            content = source.read(size + 1)
            if len(content) > size:
                return _on_disk(source, folder, begun=content)
            return Staged(BytesIO(content), len(content))
    except OSError as problem:
        raise refusal("SYS_IO", place=problem.strerror or type(problem).__name__) from problem


def _on_disk(source: BinaryIO, folder: Path | None, begun: bytes = b"") -> Staged:
    """Copy what follows `begun`, which is there where a file grows or, as a pipe, tells no size."""
    target = cast("BinaryIO", TemporaryFile(dir=folder))  # noqa: SIM115 - lives as long as the package
    try:
        target.write(begun)
        return Staged(target, _copy(source, target, len(begun)))
    except BaseException:
        target.close()
        raise


def _copy(source: BinaryIO, target: BinaryIO, size: int) -> int:
    by_system = sys.platform == "linux" and size == 0
    for count in _sent(source, target) if by_system else _written(source, target):
        size += count
        if size > MOST_FILE:
            refuse("LIMIT", place=f"{MOST_FILE} B")
    return size


def _sent(source: BinaryIO, target: BinaryIO) -> Iterator[int]:
    """Copy inside the system, without the bytes passing through this program."""
    start = 0
    _reserve(target, os.fstat(source.fileno()).st_size)
    while count := os.sendfile(target.fileno(), source.fileno(), start, MOST_FILE):
        start += count
        yield count


def _reserve(target: BinaryIO, size: int) -> None:
    """Ask for all the room at once: a full disk tells before anything is copied, and copying takes less time."""
    try:
        os.posix_fallocate(target.fileno(), 0, size)
    except OSError as problem:
        if problem.errno == errno.ENOSPC:
            raise
        # A file system that cannot reserve still takes the copy.


def _written(source: BinaryIO, target: BinaryIO) -> Iterator[int]:
    while piece := source.read(CHUNK):
        yield target.write(piece)
