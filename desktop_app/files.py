"""Files that are either whole or absent: temporary name, fsync, replace."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from desktop_app.errors import Fault

SHARED = 0o644  # what a file saved by a person has

NETWORK_FILE_SYSTEMS = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs"})

CANNOT_WRITE = Fault(
    code="FILE-01",
    whose="machine",
    th="เขียนไฟล์ “{name}” ไม่ได้: {reason} ไฟล์เดิม (ถ้ามี) ยังอยู่ครบ",
    en="“{name}” could not be written: {reason}. An earlier file, if any, is untouched.",
    next_th="ตรวจพื้นที่ว่างและสิทธิ์ของโฟลเดอร์ แล้วลองใหม่",
    next_en="Check free space and the folder's permissions, then try again.",
)
CANNOT_READ = Fault(
    code="FILE-02",
    whose="file",
    th="อ่านไฟล์ “{name}” ไม่ได้: {reason}",
    en="“{name}” could not be read: {reason}.",
    next_th="ตรวจว่าไฟล์ยังอยู่และเปิดได้ แล้วลองใหม่",
    next_en="Check that the file is still there and can be opened, then try again.",
)


def write_whole(path: Path, content: bytes, *, private: bool = False) -> None:
    """Write `content` to `path` so that a reader sees the old file or the new one, never a part.

    Args:
        private: nobody else on the computer may read it, as with keys.

    Raises:
        PhromError: FILE-01, the disk refused; nothing was changed.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    except OSError as problem:
        raise CANNOT_WRITE.error(name=path.name, reason=problem.strerror) from problem
    try:
        with os.fdopen(handle, "wb") as stream:
            if not private and os.name != "nt":
                os.fchmod(handle, SHARED)  # mkstemp makes files that nobody else may read
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(path)
        sync_folder(path.parent)
    except OSError as problem:
        with suppress(OSError):  # a disk that is gone cannot be tidied either
            Path(name).unlink()
        raise CANNOT_WRITE.error(name=path.name, reason=problem.strerror) from problem


@contextmanager
def appearing(target: Path) -> Iterator[Path]:
    """Give a path beside `target` to write to: at the end it takes the target's name, or is gone if anything failed.

    Its name is short however long the target's is, and the same each time, so that what a power cut left is
    overwritten by the next try. The caller writes, syncs and proves the file, and tells of an `OSError`.
    """
    name = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:16]
    part = target.with_name(f".{name}.part")
    try:
        yield part
        part.replace(target)
        sync_folder(target.parent)
    finally:
        with suppress(OSError):  # a disk that is gone cannot be tidied either
            part.unlink(missing_ok=True)


def read_whole(path: Path, limit: int) -> bytes:
    """Read a file of at most `limit` bytes.

    Raises:
        PhromError: FILE-02, missing, unreadable, a folder, or larger than `limit`.
    """
    try:
        size = path.stat().st_size
        if size > limit:
            raise CANNOT_READ.error(name=path.name, reason=f"{size} bytes > {limit}")
        return path.read_bytes()
    except OSError as problem:
        raise CANNOT_READ.error(name=path.name, reason=problem.strerror) from problem


def sync_folder(folder: Path) -> None:
    """Make a rename in `folder` survive a power cut; Windows does so by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def on_network(path: Path) -> bool:
    r"""Whether `path` lies on a network share (`\\server\share`, NFS, SMB), where SQLite's locks cannot be trusted."""
    return str(path).startswith(("\\\\", "//")) or file_system(path) in NETWORK_FILE_SYSTEMS


def file_system(path: Path) -> str:
    """Kind of the file system under `path`, "" where the computer does not tell."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    resolved = path.absolute()
    best = ("/", "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, kind, *_ = line.split(" ")
        if resolved.is_relative_to(point) and len(point) >= len(best[0]):
            best = (point, kind)
    return best[1]
