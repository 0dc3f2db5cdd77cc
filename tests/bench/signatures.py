"""Verifying a package, every one from another signer, against the bare cryptography (P1, K1)."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
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
from tests.bench.measuring import Line, Memory, in_turns, peak

MOMENT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
PACKAGES = 500  # each from another signer, as in a national round
SMALL = (60_000, 100_000)  # octets of report and evidence: the "small package" of the specification
LARGE, LARGER = (60_000, 20_000_000), (60_000, 80_000_000)
MOST, MOST_LARGE = 8, 2.5  # ratios that package-format section 18 allows


def measure() -> Iterator[Line]:
    root = authority.make_root("ส่วนกลาง", MOMENT)
    offices = authority.issue_office_authority(root, "ส่วนกลาง", MOMENT)
    trust = Trust(
        (root.certificate,),
        (offices.certificate,),
        (authority.issue_crl(root, 1, MOMENT, days=400), authority.issue_crl(offices, 1, MOMENT, days=100)),
    )
    moment = MOMENT + timedelta(hours=1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        turn = cycle([_package(folder, offices, number, SMALL) for number in range(PACKAGES)])
        large, larger = _package(folder, offices, PACKAGES, LARGE), _package(folder, offices, PACKAGES + 1, LARGER)

        def check(path: Path) -> None:
            verify(path, trust, moment).close()

        ours, bare = in_turns(lambda: check(next(turn)), _bare(next(turn)), PACKAGES)
        yield Line(f"verify a small package, {1 / ours:.0f} a second", ours, bare, _said(ours / bare, MOST))
        ours, bare = in_turns(lambda: check(large), _bare(large), 25)
        yield Line("verify a package of 20 MB", ours, bare, _said(ours / bare, MOST_LARGE))
        peaks = [peak(lambda path=path: check(path)) for path in (larger, large)]
        yield Memory("memory of verifying 80 MB, beside 20 MB", *peaks, "flat in the size of the evidence")


def _said(ratio: float, most: float) -> str:
    limit = f"SHA-256 of its bytes and two P-256 checks; at most {most:g} x"
    return limit if ratio <= most else f"{limit}: MORE"


def _package(folder: Path, offices: authority.Authority, number: int, sizes: tuple[int, int]) -> Path:
    from tests.bench.payload import submission

    key = keys.new_key()
    subject = make_subject("สำนักงานตัวอย่าง", "เจ้าหน้าที่ตัวอย่าง", f"T-{number:04d}")
    leaf = authority.issue_leaf(offices, key.public_key(), subject, {Role.OFFICE}, MOMENT)
    signer = Signer(leaf, offices.certificate, key)
    report, evidence = (bytes(size) for size in sizes)
    payload = submission(f"T-{number:04d}", evidence, MOMENT)
    path = folder / f"{number}.asice"
    files = {"report.pdf": report, "evidence/q001-01.pdf": evidence}
    write_package(path, PackageType.SUBMISSION, payload, files, signer, MOMENT)
    return path


def _bare(path: Path) -> Callable[[], None]:
    """What any program must do: hash the bytes, check two signatures."""
    content = path.read_bytes()
    key = ec.generate_private_key(ec.SECP256R1())
    signature = key.sign(b"phrom", ec.ECDSA(hashes.SHA256()))
    public = key.public_key()

    def work() -> None:
        hashlib.sha256(content).digest()
        for _ in range(2):
            public.verify(signature, b"phrom", ec.ECDSA(hashes.SHA256()))

    return work
