"""Synthetic offices: the same code from session to sealed package, keys in memory, no store on disk."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_der_private_key

from desktop_app.package.verify import verify
from desktop_app.submission.release import FormRelease, open_release
from desktop_app.trust.anchors import Trust, read_trust_folder
from desktop_app.trust.signer import Signer


@dataclass(frozen=True, slots=True)
class World:
    """What every office has been given: the round file and the trust folder, and the demo's clock."""

    release: Path
    trust: Path
    moment: datetime


@dataclass(frozen=True)
class Job:
    """One office, who signs for it, and where its package goes."""

    office_code: str
    signer: Signer
    target: Path
    seed: int

    def __getstate__(self) -> dict[str, object]:
        """Cross into a worker process; the open key goes as bytes that never touch a disk."""
        key = self.signer.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        signer = (self.signer.certificate, self.signer.issuer, key)
        return {"office_code": self.office_code, "signer": signer, "target": self.target, "seed": self.seed}

    def __setstate__(self, state: dict[str, object]) -> None:
        """Open the key again on the other side."""
        certificate, issuer, der = state.pop("signer")  # type: ignore[misc]
        key = load_der_private_key(der, None)
        if not isinstance(key, EllipticCurvePrivateKey):
            raise TypeError("office keys are elliptic-curve keys")
        for name, value in {**state, "signer": Signer(certificate, issuer, key)}.items():
            object.__setattr__(self, name, value)


def make_packages(world: World, jobs: Sequence[Job]) -> Iterator[Path]:
    """Answer, sign and seal for every office, in as many processes as there are cores."""
    context = multiprocessing.get_context("spawn")
    workers = os.cpu_count() or 1
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_start, initargs=(world,)) as pool:
        for done in as_completed([pool.submit(_make, job) for job in jobs]):
            yield done.result()


_started: list[tuple[World, Trust, FormRelease]] = []  # one per worker process, made by `_start`


def _start(world: World) -> None:
    trust = read_trust_folder(world.trust)
    with verify(world.release, trust, world.moment) as package:
        _started.append((world, trust, open_release(package)))
