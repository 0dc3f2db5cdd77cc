"""The folder that a demo fills: emptied of an earlier demo, and of nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

from desktop_app.demo.faults import NO_FOLDER, NOT_A_DEMO

MARK = ".phrom-demo"
"""Says that a demo made what lies beside it; written first, so that a demo that was stopped can be cleared too."""
FILES = ("round.asice", "trust-00001.asice", "certificate.asice", "submission.asice", "self-assessment.pdf",
         "receipt.asice", "results.xlsx", "registry.db")  # fmt: skip
SQLITE_COMPANIONS = ("registry.db-journal", "registry.db-wal", "registry.db-shm")
CENTRAL_FOLDERS = ("packages", "log", "quarantine", "held", "staging", "keys", "receipts", "lists", "bundles")
FOLDERS = ("trust", "bad", "office", "submissions", "screens", *CENTRAL_FOLDERS)
NAMED = 4  # so many of them stand in a refusal


def prepare(out: Path) -> None:
    """Make `out` ready for a demo; other files in it stay.

    Raises:
        PhromError: DEMO-01 something that no demo made lies where the demo writes; DEMO-02 the disk refused.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        found = [name for name in (*FOLDERS, *FILES, *SQLITE_COMPANIONS) if (out / name).exists()]
        if found and not (out / MARK).exists():
            more = " …" if len(found) > NAMED else ""
            raise NOT_A_DEMO.error(name=out, found=", ".join(found[:NAMED]) + more)
        (out / MARK).write_text("พร้อมสร้างโฟลเดอร์นี้เพื่อสาธิต การสาธิตครั้งใหม่จะลบไฟล์ของครั้งก่อน\n", encoding="utf-8")
        for name in found:
            _remove(out / name)
    except OSError as problem:
        raise NO_FOLDER.error(name=out, reason=problem.strerror) from problem


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink()
