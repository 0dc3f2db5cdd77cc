"""Synthetic offices: the same code from session to sealed package, keys in memory, no store on disk."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import load_der_private_key

from desktop_app.package.verify import verify
from desktop_app.submission.release import FormRelease, open_release
from desktop_app.trust.anchors import Trust, read_trust_folder
from desktop_app.trust.signer import Signer

THAI_ZONE = ZoneInfo("Asia/Bangkok")


@dataclass(frozen=True, slots=True)
class World:
    """What every office has been given: the round file and the trust folder."""

    release: Path
    trust: Path
    moment: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """One office with its certificate and its key (PKCS#8 DER, for this run only)."""

    office_code: str
    certificate: bytes
    issuer: bytes
    key: bytes
    target: Path
    seed: int
