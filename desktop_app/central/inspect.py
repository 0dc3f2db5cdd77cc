"""Checking one offered file in a worker process: package stages 0 to 10 (K1, P7).

Runs without the registry: all that a check needs is handed over once as a `World`, so that files can
be checked in as many processes as there are cores while one writer loads what they found.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from desktop_app.central.suspect import is_suspect
from desktop_app.errors import PhromError
from desktop_app.package.container import MOST_FILE
from desktop_app.package.envelope import is_envelope, open_envelope_file
from desktop_app.package.kinds import PackageType
from desktop_app.package.refusal import PackageRefused, refusal
from desktop_app.package.verify import TrustedPackage, verify
from desktop_app.submission.check import check_submission
from desktop_app.submission.compose import submission_sha256
from desktop_app.submission.release import FormRelease, open_release
from desktop_app.trust.anchors import Trust
from desktop_app.trust.keys import encryption_key_from_der
from desktop_app.trust.names import names_same

COPY_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class ReleaseFile:
    """An archived form release, when it was released, and its state (`open`, `closed`, `withdrawn`)."""

    path: Path
    released_at: datetime
    state: str


@dataclass(frozen=True, slots=True)
class World:
    """What a check needs to know: trust, forms, which key is which office, and the instant that counts.

    Attributes:
        offices: SHA-256 of a public key -> office code.
        recipients: SHA-256 of this centre's encryption certificates.
        decryption: open intake keys as PKCS#8, for this run only; handed to the worker processes and never written.
    """

    trust: Trust
    staging: Path
    releases: tuple[ReleaseFile, ...]
    offices: Mapping[str, str]
    moment: datetime
    recipients: frozenset[str] = frozenset()
    decryption: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Received:
    """A submission that passed stages 0 to 10, as plain facts for the registry.

    `flags` are those that the package tells by itself; the others need the registry. `signer_spki` is the SHA-256 of
    the key that signed.
    """

    package_id: str
    office_code: str
    submission_sha256: str
    signed_at: datetime
    payload: Mapping[str, Any]
    flags: tuple[str, ...] = ()
    signer_spki: str | None = None


@dataclass(frozen=True, slots=True)
class Inspected:
    """What became of one offered file.

    Attributes:
        name: the file's own, fit to be shown.
        code: result code; `OK` when stages 0 to 10 passed, and then `received` is there.
        message: the code's sentence, by language.
        file_sha256, size, staged: of the private copy, which is the package inside once an envelope was opened: what
            is archived or held then needs no key, and the receipt names the file that the office keeps. `staged` is
            None where the file could not be read.
        package_id, office_code: known so far, "" where the check ended before.
        payload: the submission's fields once stage 9 passed; a held file is answered from them.
        signer_spki: SHA-256 of the key that signed, known with the payload.
    """

    name: str
    code: str
    message: Mapping[str, str]
    file_sha256: str = ""
    size: int = 0
    staged: Path | None = None
    package_id: str = ""
    office_code: str = ""
    payload: Mapping[str, Any] | None = None
    signer_spki: str = ""
    received: Received | None = None


def sentences(problem: PhromError) -> dict[str, str]:
    """An expected failure's message in both languages."""
    return {"th": problem.message("th"), "en": problem.message("en")}


def shown_name(path: Path) -> str:
    """A file's name that can do no harm on a screen or in a log: what is not printable is spelt out."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in path.name)


def stage(path: Path, staging: Path) -> Inspected:
    """Stage 0: copy once while hashing; all later work is on the copy. A source that fails is an outcome, too."""
    staged = staging / f"{uuid.uuid4().hex}.asice"
    digest, size = hashlib.sha256(), 0
    try:
        with path.open("rb") as source, staged.open("xb") as target:
            while (block := source.read(COPY_BLOCK)) and size <= MOST_FILE:
                digest.update(block)
                size += target.write(block)  # one block over the limit is enough for the gate to refuse it
    except OSError as problem:
        with suppress(OSError):  # a disk that is gone cannot be tidied either
            staged.unlink(missing_ok=True)
        return Inspected(shown_name(path), "SYS_IO", sentences(refusal("SYS_IO", place=problem.strerror)))
    return Inspected(shown_name(path), "OK", sentences(refusal("OK")), digest.hexdigest(), size, staged)


def is_sealed(path: Path) -> bool:
    """Whether a file is encrypted, going by its first bytes; False where it cannot be read."""
    try:
        with path.open("rb") as stream:
            return is_envelope(stream)
    except OSError:
        return False


def crashed(path: Path, staging: Path) -> Inspected:
    """A file whose check died: it is set aside as it came."""
    found = stage(path, staging)
    return found if found.staged is None else replace(found, code="CRASH", message=sentences(refusal("CRASH")))


def received_from(package: TrustedPackage, office_code: str) -> Received:
    """The facts for the registry of a submission that was checked."""
    return Received(
        package.package_id,
        office_code,
        submission_sha256(package.payload),
        package.signed_at,
        package.payload,
        _flags_of(package),
        package.signer.spki_sha256,
    )


def _flags_of(package: TrustedPackage) -> tuple[str, ...]:
    told = {"SIGNATORY_DIFFERS": _differs(package), "EVIDENCE_SUSPECT": _holds_suspects(package)}
    return tuple(flag for flag, is_set in told.items() if is_set)


def _differs(package: TrustedPackage) -> bool:
    """A certificate may be in the office's own name, which says of no person that it is another."""
    subject, name = package.signer.subject, package.payload["signatory"]["name"]
    return subject.common_name != subject.organisation and not names_same(subject.common_name, name)


def _holds_suspects(package: TrustedPackage) -> bool:
    paths = [item["path"] for item in package.payload["evidence"]]
    return any(is_suspect(path.rpartition(".")[2], package.pieces(path)) for path in paths)


class Inspector:
    """Checks files against one `World`; forms and certificates are opened once and kept."""

    def __init__(self, world: World) -> None:
        """Open the world.

        Raises:
            PhromError: an archived form release is damaged.
        """
        self._world = world
        self._releases = {one.package_id: one for one in map(self._open, world.releases)}
        self._held = tuple(map(encryption_key_from_der, world.decryption))

    def inspect(self, path: Path) -> Inspected:
        """Stage a file and check it; a refusal is an outcome, not an error."""
        found = stage(path, self._world.staging)
        if found.staged is None:
            return found
        try:
            found, staged = self._without_envelope(found, found.staged)
            package = verify(staged, self._world.trust, self._world.moment, staging=self._world.staging)
        except PackageRefused as refused:
            return _refused(found, refused)
        with package:
            return self._judge(package, replace(found, package_id=package.package_id))

    def _without_envelope(self, found: Inspected, staged: Path) -> tuple[Inspected, Path]:
        """Stage 1: the package inside takes the place of its envelope; one that cannot be opened stays as it came."""
        if not is_sealed(staged):
            return found, staged
        plain = staged.with_name(f"{uuid.uuid4().hex}.asice")
        inside = open_envelope_file(staged, plain, self._held)
        staged.unlink()
        return replace(found, file_sha256=inside.sha256, size=inside.size, staged=plain), plain

    def _open(self, file: ReleaseFile) -> FormRelease:
        with verify(file.path, self._world.trust, file.released_at) as package:
            return open_release(package, state=file.state)

    def _judge(self, package: TrustedPackage, found: Inspected) -> Inspected:
        if package.kind is not PackageType.SUBMISSION:
            return replace(found, code="ROLE", message=sentences(refusal("ROLE")))
        office, signer_spki = str(package.payload["office_code"]), package.signer.spki_sha256
        found = replace(found, payload=package.payload, office_code=office, signer_spki=signer_spki)
        office_code = self._world.offices.get(signer_spki, "")
        try:
            recipients = self._world.recipients
            check_submission(package, self._releases, office_code, recipients=recipients)
        except PackageRefused as refused:
            return _refused(found, refused)
        return replace(found, received=received_from(package, office_code))


def _refused(found: Inspected, refused: PackageRefused) -> Inspected:
    known = refused.facts.get
    return replace(
        found,
        code=refused.code,
        message=sentences(refused),
        package_id=found.package_id or known("manifest_sha256", ""),
        office_code=found.office_code or known("office_code", ""),
    )
