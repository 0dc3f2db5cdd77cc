"""Time per small package against the raw cost of its cryptography; run by hand: `python -m tests.bench.bench_packages`.

Every package has another signer, as in a national round. The ratio (time ÷ (SHA-256 of its bytes + two raw P-256
verifications), all in one run) holds on any computer; package-format section 18 wants at most 8.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from desktop_app.package.canonical import to_bytes
from desktop_app.package.kinds import PackageType
from desktop_app.package.verify import verify
from tests.hostile.spoiler import Draft, build
from tests.simulator.world import MOMENT, World, world

OFFICES, ANSWERS, WANTED = 500, 200, 8.0
PDF, EVIDENCE = os.urandom(60_000), os.urandom(100_000)


def package(of: World, number: int) -> bytes:
    """200 answers, a report of 60 KB and evidence of 100 KB, signed by office `number`."""
    answers = {f"/data/d{n % 6}/question_{n}": "มีและดำเนินการครบถ้วน" for n in range(ANSWERS)}
    payload = of.payload(PackageType.SUBMISSION, office_code=f"B-{number}", answers=answers)
    files = {"submission.json": to_bytes(payload), "report.pdf": PDF, "evidence/a-01.pdf": EVIDENCE}
    return build(Draft(PackageType.SUBMISSION, files, of.office(f"B-{number}")))


def seconds(work: Callable[[], object], times: int = 200) -> float:
    """Shortest of three rounds, per call."""
    rounds = []
    for _ in range(3):
        begun = time.perf_counter()
        for _ in range(times):
            work()
        rounds.append((time.perf_counter() - begun) / times)
    return min(rounds)


def verify_all(paths: list[Path], of: World) -> None:
    """Verify every file once."""
    for path in paths:
        verify(path, of.trust, MOMENT).close()


def main() -> None:
    """Print packages per second and the ratio."""
    of = world("bench")
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{number}.asice" for number in range(OFFICES)]
        for number, path in enumerate(paths):
            path.write_bytes(package(of, number))
        content, key = paths[0].read_bytes(), of.office("B-0").key
        signature = key.sign(content[:99], ec.ECDSA(hashes.SHA256()))
        public = key.public_key()
        raw = seconds(lambda: hashlib.sha256(content).digest())
        raw += 2 * seconds(lambda: public.verify(signature, content[:99], ec.ECDSA(hashes.SHA256())))
        each = seconds(lambda: verify_all(paths, of), times=1) / OFFICES
    ratio = each / raw
    print(f"{len(content):,} octets, {1 / each:.0f} packages/s on one core, ratio {ratio:.1f}")
    print("within" if ratio <= WANTED else "ABOVE", f"the wanted ratio of {WANTED:.0f}")


if __name__ == "__main__":
    main()
