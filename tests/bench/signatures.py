"""Verifying a package, every one from another signer, against the bare cryptography (P1, K1)."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from desktop_app.package.kinds import PackageType
from desktop_app.package.seal import write_package
from desktop_app.package.verify import verify
from desktop_app.trust import authority, keys
from desktop_app.trust.anchors import Trust
from desktop_app.trust.names import make_subject
from desktop_app.trust.roles import Role
from desktop_app.trust.signer import Signer
from tests.bench.measuring import Line, median

MOMENT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
PACKAGES = 200
SIZES = (60_000, 100_000)  # octets of report and evidence: the "small package" of the specification


def measure() -> Iterator[Line]:
    root = authority.make_root("ส่วนกลาง", MOMENT)
    offices = authority.issue_office_authority(root, "ส่วนกลาง", MOMENT)
    trust = Trust(
        (root.certificate,),
        (offices.certificate,),
        (authority.issue_crl(root, 1, MOMENT, days=400), authority.issue_crl(offices, 1, MOMENT, days=100)),
    )
    with tempfile.TemporaryDirectory() as folder:
        paths = [_package(Path(folder), offices, number) for number in range(PACKAGES)]
        turn = cycle(paths)
        moment = MOMENT + timedelta(hours=1)

        def one() -> None:
            verify(next(turn), trust, moment).close()

        ours = median(one, PACKAGES)
        content = paths[0].read_bytes()
    yield Line("verify and parse a small package", ours, _bare(content), "SHA-256 of its bytes and two P-256 checks")


def _package(folder: Path, offices: authority.Authority, number: int) -> Path:
    from tests.bench.payload import submission

    key = keys.new_key()
    subject = make_subject("สำนักงานตัวอย่าง", "เจ้าหน้าที่ตัวอย่าง", f"T-{number:04d}")
    leaf = authority.issue_leaf(offices, key.public_key(), subject, {Role.OFFICE}, MOMENT)
    signer = Signer(leaf, offices.certificate, key)
    report, evidence = (bytes(size) for size in SIZES)
    payload = submission(f"T-{number:04d}", evidence, MOMENT)
    path = folder / f"{number}.asice"
    files = {"report.pdf": report, "evidence/q001-01.pdf": evidence}
    write_package(path, PackageType.SUBMISSION, payload, files, signer, MOMENT)
    return path


def _bare(content: bytes) -> float:
    key = ec.generate_private_key(ec.SECP256R1())
    signature = key.sign(b"phrom", ec.ECDSA(hashes.SHA256()))
    public = key.public_key()

    def work() -> None:
        hashlib.sha256(content).digest()
        for _ in range(2):
            public.verify(signature, b"phrom", ec.ECDSA(hashes.SHA256()))

    return median(work, 200)
