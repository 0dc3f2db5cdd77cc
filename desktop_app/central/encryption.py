"""Central's two encryption keys: made, proven, and opened for an import (P6).

The intake key lies with central's other keys; the recovery key goes to a folder that the person names, on a stick
that is then locked away, and no copy of it stays here. Each has a passphrase of its own.
Source: package-format sections 9 and 12.
"""

from __future__ import annotations

import base64
import json
import secrets
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from desktop_app.central import faults, log, setup
from desktop_app.central.lists import trust_of
from desktop_app.central.log import stamp
from desktop_app.central.recipients import (
    INTAKE,
    RECOVERY,
    Recipient,
    all_recipients,
    digest,
    note_made,
    note_proven,
)
from desktop_app.central.registry import Registry
from desktop_app.errors import PhromError
from desktop_app.files import read_whole, write_whole
from desktop_app.package.envelope import open_envelope_file, seal_envelope
from desktop_app.package.refusal import refuse
from desktop_app.trust import authority, keys
from desktop_app.trust.anchors import to_pem
from desktop_app.trust.chain import check_encryption
from desktop_app.trust.faults import WRONG_PASSPHRASE
from desktop_app.trust.names import make_subject

SHORT = 16  # hex digits of the certificate's digest in file names
MAX_KEY_BYTES = 1 << 16
TEST_BYTES = 1 << 16


@dataclass(frozen=True, slots=True)
class Passphrases:
    """What seals the new keys; each at least 12 characters."""

    intake: str
    recovery: str


@dataclass(frozen=True, slots=True)
class MadeKeys:
    """Where the two sealed key files lie."""

    intake: Path
    recovery: Path


def make_keys(
    registry: Registry, passphrase: str, new: Passphrases, recovery_folder: Path, moment: datetime, by: str
) -> MadeKeys:
    """Make an intake and a recovery key with their certificates. Neither is used before `prove_key`.

    Keys of earlier years stay, and still open what was encrypted to them.

    Args:
        passphrase: opens the central issuing authority's key.
        new: seal the two keys.
        recovery_folder: where the recovery key is written; nowhere below the registry's folder.

    Raises:
        PhromError: CEN-60 the folder is central's own; TRUST-01 a new passphrase is too short, TRUST-02 wrong
            passphrase, FILE-01 the disk refused; as `log.recording`.
    """
    _demand_elsewhere(registry, recovery_folder)
    issuer = setup.open_central_authority(registry, passphrase)
    name = registry.get_setting("organisation")
    made: dict[str, tuple[bytes, bytes]] = {}
    for use, phrase in ((INTAKE, new.intake), (RECOVERY, new.recovery)):
        key = keys.new_encryption_key()
        subject = make_subject(name, f"{name} ({use})", setup.DESK_CODE)
        certificate = authority.issue_encryption_certificate(issuer, key.public_key(), subject, moment)
        made[use] = (certificate, keys.seal_key(key, phrase))
    recovery = _write(recovery_folder, RECOVERY, *made[RECOVERY])
    intake = _write(registry.folders.keys, INTAKE, *made[INTAKE])
    encoded = {use: base64.b64encode(certificate).decode() for use, (certificate, _) in made.items()}
    with log.recording(registry) as connection:
        note_made(connection, encoded[INTAKE], encoded[RECOVERY], stamp(moment))
        log.append(connection, log.Entry(stamp(moment), by, "encryption-keys", detail=json.dumps(encoded)))
    return MadeKeys(intake, recovery)


def prove_key(registry: Registry, key_file: Path, passphrase: str, moment: datetime, by: str) -> Recipient:
    """Have a key open a test file that is encrypted to its pair; from then on it may be used.

    Args:
        key_file: the sealed key as it lies where it will be kept.
        passphrase: typed again, which is the point.

    Raises:
        PhromError: CEN-61 no certificate of this centre belongs to the key; TRUST-02 wrong passphrase, TRUST-05 no
            key file; TRUST_EXPIRED and its like where the certificate cannot be used any more; FILE-02.
        PackageRefused: the test file did not open.
    """
    key = keys.open_encryption_key(read_whole(key_file, MAX_KEY_BYTES), passphrase)
    known = all_recipients(registry)
    mine = next((one for one in known if keys.spki_sha256(one.der) == keys.spki_sha256(key)), None)
    if mine is None:
        raise faults.KEY_NOT_OURS.error(name=key_file.name)
    trust = trust_of(registry)
    pair = [one.der for one in known if one.made_at == mine.made_at]
    for certificate in pair:
        check_encryption(certificate, trust, moment)
    _open_test(registry.folders.staging, pair, key)
    with log.recording(registry) as connection:
        note_proven(connection, mine.sha256, stamp(moment))
        detail = json.dumps({"certificate_sha256": mine.sha256})
        log.append(connection, log.Entry(stamp(moment), by, "prove-key", detail=detail))
    return next(one for one in all_recipients(registry) if one.sha256 == mine.sha256)


def has_intake_key(registry: Registry) -> bool:
    """Whether encrypted packages can be opened here at all, given the passphrase."""
    return bool(_intake_files(registry))


def open_intake_keys(registry: Registry, passphrase: str) -> tuple[RSAPrivateKey, ...]:
    """The intake keys that this passphrase opens, those of earlier years among them.

    Raises:
        PhromError: CEN-62 there is none here; TRUST-02 the passphrase opens none; TRUST-05 a key file is damaged.
    """
    files = _intake_files(registry)
    if not files:
        raise faults.NO_INTAKE_KEY.error()
    opened = [key for path in files if (key := _opened(path, passphrase)) is not None]
    if not opened:
        raise WRONG_PASSPHRASE.error()
    return tuple(opened)


def _opened(path: Path, passphrase: str) -> RSAPrivateKey | None:
    """A key of an earlier year may have had another passphrase."""
    try:
        return keys.open_encryption_key(read_whole(path, MAX_KEY_BYTES), passphrase)
    except PhromError as problem:
        if problem.fault is WRONG_PASSPHRASE:
            return None
        raise


def _intake_files(registry: Registry) -> list[Path]:
    return sorted(registry.folders.keys.glob(f"{INTAKE}-*.key.pem"))


def _demand_elsewhere(registry: Registry, folder: Path) -> None:
    if folder.resolve().is_relative_to(registry.folders.root.resolve()):
        raise faults.RECOVERY_BESIDE.error(name=folder)


def _write(folder: Path, use: str, certificate: bytes, sealed: bytes) -> Path:
    stem = f"{use}-{digest(certificate)[:SHORT]}"
    path = folder / f"{stem}.key.pem"
    write_whole(path, sealed, private=True)
    write_whole(folder / f"{stem}.pem", to_pem(certificate))
    return path


def _open_test(staging: Path, pair: list[bytes], key: RSAPrivateKey) -> None:
    content = secrets.token_bytes(TEST_BYTES)
    with tempfile.TemporaryDirectory(dir=staging, ignore_cleanup_errors=True) as folder:
        plain, sealed, opened = (Path(folder) / name for name in ("plain", "sealed", "opened"))
        plain.write_bytes(content)
        seal_envelope(plain, sealed, pair)
        open_envelope_file(sealed, opened, [key])
        if opened.read_bytes() != content:
            refuse("ENC_TAG")
