"""Checking one offered file in a worker process: package stages 0 to 10 (K1, P7).

Runs without the registry: all that a check needs is handed over once as a `World`, so that files can
be checked in as many processes as there are cores while one writer loads what they found.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app.package import codes
from desktop_app.package.kinds import PackageType
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify
from desktop_app.submission.check import check_submission
from desktop_app.submission.compose import submission_sha256
from desktop_app.submission.release import FormRelease, open_release
from desktop_app.trust.anchors import Trust, read_trust_folder

COPY_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """An archived form release and whether it still takes submissions (`open`, `closed`, `withdrawn`)."""

    path: Path
    state: str


@dataclass(frozen=True, slots=True)
class World:
    """What a check needs to know: trust, forms, which key is which office, and the instant that counts."""

    trust_folder: Path
    staging: Path
    releases: tuple[ReleaseFile, ...]
    offices: Mapping[str, str]  # SHA-256 of a public key -> office code
    moment: datetime


@dataclass(frozen=True, slots=True)
class Received:
    """A submission that passed stages 0 to 10, as plain facts for the registry."""

    package_id: str
    office_code: str
    submission_sha256: str
    signed_at: datetime
    release_id: str
    payload: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Inspected:
    """What became of one offered file; `received` is there when its code is `OK`."""

    name: str
    code: str
    file_sha256: str = ""
    size: int = 0
    staged: Path | None = None
    detail: Mapping[str, str] = field(default_factory=dict)  # sentences by language
    facts: Mapping[str, Any] = field(default_factory=dict)
    received: Received | None = None


class Inspector:
    """Checks files against one `World`; forms and certificates are opened once and kept."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._trust: Trust = read_trust_folder(world.trust_folder)
        self._releases = {release.package_id: release for release in map(self._open, world.releases)}

    def inspect(self, path: Path) -> Inspected:
        """Stage a file and check it; a refusal is an outcome, not an error."""
        try:
            staged, digest, size = self._stage(path)
        except OSError as problem:
            text = f"{path.name}: {problem.strerror}"
            return Inspected(path.name, "SYS_IO", detail={"th": text, "en": text})
        try:
            received = self._check(staged)
        except PackageRefused as refusal:
            detail = {"th": refusal.message("th"), "en": refusal.message("en")}
            return Inspected(path.name, refusal.code, digest, size, staged, detail, refusal.facts)
        return Inspected(path.name, "OK", digest, size, staged, received=received)

    def _open(self, file: ReleaseFile) -> FormRelease:
        package = verify(file.path, self._trust, self._world.moment)
        return open_release(package, state=file.state)

    def _stage(self, path: Path) -> tuple[Path, str, int]:
        """Stage 0: copy once while hashing; all later work is on the copy."""
        staged = self._world.staging / f"{uuid.uuid4().hex}.asice"
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as source, staged.open("xb") as target:
            while block := source.read(COPY_BLOCK):
                digest.update(block)
                size += len(block)
                if size > codes.MAX_FILE_BYTES:
                    break  # the gate refuses it by its size; nothing more of it is copied
                target.write(block)
        return staged, digest.hexdigest(), size

    def _check(self, staged: Path) -> Received:
        package = verify(staged, self._trust, self._world.moment)
        if package.kind is not PackageType.SUBMISSION:
            raise PackageRefused("ROLE", facts=package.facts)
        office_code = self._world.offices.get(package.signer.spki_sha256, "")
        checked = check_submission(package, self._releases, office_code, self._world.moment)
        return Received(
            package.package_id,
            office_code,
            submission_sha256(package.payload),
            package.signed_at,
            checked.release.package_id,
            package.payload,
        )
