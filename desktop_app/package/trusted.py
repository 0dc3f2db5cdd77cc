"""A package that passed every check, and the only way to its content."""

from __future__ import annotations

import os
import tempfile
import weakref
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from desktop_app.files import sync_folder
from desktop_app.package.container import Layout
from desktop_app.package.kinds import PackageType
from desktop_app.package.refusal import refusal
from desktop_app.package.staging import Staged
from desktop_app.trust.names import Subject


@dataclass(frozen=True, slots=True)
class SignerInfo:
    """Who signed, as the certificate says; an office is known by `spki_sha256`, its name comes from the roster.

    Attributes:
        serial: serial number of the certificate.
        policies: policy OIDs that the certificate holds.
    """

    subject: Subject
    office_code: str
    spki_sha256: str
    serial: int
    certificate_der: bytes
    issuer_der: bytes
    not_before: datetime
    not_after: datetime
    policies: tuple[str, ...]


@dataclass(frozen=True)
class TrustedPackage:
    """A package whose stages 0 to 9 passed. Close it, or use it in a `with`, to drop the private copy.

    Attributes:
        kind: its type.
        payload: the checked payload.
        package_id: SHA-256 of the manifest, hex: the identity.
        size: octets of the file.
        signed_at: the signer's claim, aware UTC.
        names: data files, payload included, in order.
        manifest: the manifest's bytes.
    """

    kind: PackageType
    payload: Mapping[str, Any]
    package_id: str
    size: int
    signed_at: datetime
    signer: SignerInfo
    names: tuple[str, ...]
    manifest: bytes = field(repr=False)
    layout: Layout = field(repr=False)
    staged: Staged = field(repr=False)

    def __post_init__(self) -> None:
        weakref.finalize(self, self.staged.stream.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def file_sha256(self) -> str:
        """SHA-256 of the file as it came, hex; asked for before the private copy is dropped."""
        return self.staged.sha256

    def close(self) -> None:
        """Drop the private copy; the facts stay."""
        self.staged.stream.close()

    def read(self, name: str) -> bytes:
        """Content of one data file of at most 100 MB.

        Raises:
            KeyError: no such file; `names` tells which there are.
        """
        return self.staged.read(self.layout.entries[name])

    def size_of(self, name: str) -> int:
        """Octets of one data file."""
        return self.layout.entries[name].size

    def pieces(self, name: str) -> Iterator[bytes]:
        """Content of one data file, piece by piece, for what must not hold it in memory.

        Raises:
            PackageRefused: SYS_IO, the disk refused.
        """
        entry = self.layout.entries[name]
        return self.staged.chunks(entry.start, entry.size)

    def copy_to(self, name: str, path: Path) -> None:
        """Write one data file to `path`, whole or not at all, without holding it in memory.

        Raises:
            PackageRefused: SYS_IO, the disk refused.
        """
        write_chunks(path, self.pieces(name))

    def save(self, path: Path) -> None:
        """Write the package as it was checked to `path`, whole or not at all.

        Raises:
            PackageRefused: SYS_IO, the disk refused.
        """
        write_chunks(path, self.staged.chunks(0, self.size))


def write_chunks(path: Path, chunks: Iterable[bytes]) -> None:
    """Write `path` piece by piece so that a reader sees all of it or nothing.

    Raises:
        PackageRefused: SYS_IO, the disk refused; nothing is left behind.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    except OSError as problem:
        raise refusal("SYS_IO", place=problem.strerror or path.name) from problem
    try:
        with os.fdopen(handle, "wb") as stream:
            for piece in chunks:
                stream.write(piece)
            stream.flush()
            os.fsync(stream.fileno())
        Path(temporary).replace(path)
        sync_folder(path.parent)
    except OSError as problem:
        raise refusal("SYS_IO", place=problem.strerror or path.name) from problem
    finally:
        with suppress(OSError):  # a disk that is gone cannot be tidied either
            Path(temporary).unlink(missing_ok=True)
