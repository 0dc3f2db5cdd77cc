"""Encrypted packages at the centre: keys made and proven, opened at intake, refused when meant for others (P6)."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from desktop_app.central import encryption, intake, receipts, tables
from desktop_app.central.encryption import MadeKeys, Passphrases
from desktop_app.central.intake import FileDone
from desktop_app.central.lists import trust_of
from desktop_app.central.rebuild import rebuild
from desktop_app.central.recipients import INTAKE, RECOVERY, all_recipients, digest
from desktop_app.central.registry import open_registry
from desktop_app.errors import PhromError
from desktop_app.package.envelope import seal_envelope
from desktop_app.package.kinds import PackageType
from desktop_app.package.seal import write_package
from desktop_app.package.verify import verify
from desktop_app.trust import keys
from tests.central.central_world import AUDIENCE, CLERK, MOMENT, PASSPHRASE, SIGNED, START, A, B, Centre, seal

INTAKE_PHRASE, RECOVERY_PHRASE = "วลีของผู้รับไฟล์ทดสอบ", "วลีของกุญแจสำรองทดสอบ"
NEW = Passphrases(INTAKE_PHRASE, RECOVERY_PHRASE)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Equipped:
    """A centre whose two keys are made and proven."""

    centre: Centre
    made: MadeKeys

    @cached_property
    def held(self) -> tuple[RSAPrivateKey, ...]:
        """The intake key, opened for the import."""
        return encryption.open_intake_keys(self.centre.registry, INTAKE_PHRASE)

    def offer(self, *paths: Path, workers: int = 0, held: tuple[RSAPrivateKey, ...] | None = None) -> list[FileDone]:
        opened = self.held if held is None else held
        return list(intake.import_paths(self.centre.registry, paths, MOMENT, CLERK, workers, decryption=opened))


def make(centre: Centre, stick: Path, moment: datetime = START) -> MadeKeys:
    return encryption.make_keys(centre.registry, PASSPHRASE, NEW, stick, moment, CLERK)


def prove(centre: Centre, made: MadeKeys, moment: datetime = START) -> None:
    encryption.prove_key(centre.registry, made.intake, INTAKE_PHRASE, moment, CLERK)
    encryption.prove_key(centre.registry, made.recovery, RECOVERY_PHRASE, moment, CLERK)


@pytest.fixture(scope="module")
def _equipped(made: Centre, tmp_path_factory: pytest.TempPathFactory) -> Equipped:
    folder = tmp_path_factory.mktemp("equipped")
    centre = made.copy(folder / "centre")
    pair = make(centre, folder / "stick")
    prove(centre, pair)
    centre.close()
    return Equipped(centre, pair)


@pytest.fixture(name="equipped")
def _copied(_equipped: Equipped, tmp_path: Path) -> Iterator[Equipped]:
    packages = shutil.copytree(_equipped.centre.packages, tmp_path / "packages")
    copied = replace(_equipped, centre=replace(_equipped.centre.copy(tmp_path / "equipped"), packages=packages))
    yield copied
    copied.centre.close()


def sealed_to(centre: Centre, name: str, target: Path) -> Path:
    """A package of an office, encrypted as its export does."""
    seal_envelope(centre.package(name), target, trust_of(centre.registry).encryption_certs)
    return target


def foreign(centre: Centre) -> None:
    """A's submission under B's key, which is held for a person to decide."""
    with verify(centre.package("a1"), centre.trust, MOMENT) as good:
        files = {one: good.read(one) for one in good.names if one != PackageType.SUBMISSION.payload}
        target = centre.package("foreign")
        write_package(target, PackageType.SUBMISSION, good.payload, files, centre.offices[B], SIGNED)


def test_keys_are_used_only_after_both_opened_a_test_file(centre: Centre, tmp_path: Path) -> None:
    """P6: made, nothing is encrypted to them; one proven, still nothing; both proven, intake first."""
    made = make(centre, tmp_path / "stick")
    assert trust_of(centre.registry).encryption_certs == ()
    encryption.prove_key(centre.registry, made.intake, INTAKE_PHRASE, START, CLERK)
    assert trust_of(centre.registry).encryption_certs == ()
    encryption.prove_key(centre.registry, made.recovery, RECOVERY_PHRASE, START, CLERK)
    known = all_recipients(centre.registry)
    assert [one.use for one in known] == [INTAKE, RECOVERY]
    assert trust_of(centre.registry).encryption_certs == tuple(one.der for one in known)


def test_the_recovery_key_is_kept_elsewhere(centre: Centre, tmp_path: Path) -> None:
    """P6: on the stick and nowhere below central's folder; a folder of central's own is refused."""
    made = make(centre, tmp_path / "stick")
    assert made.recovery.parent == tmp_path / "stick"
    assert made.intake.parent == centre.folder / "keys"
    assert not [name for name in centre.files(".") if name.startswith("recovery") and name.endswith("key.pem")]
    if os.name != "nt":
        assert made.recovery.stat().st_mode & 0o077 == 0
    before = centre.files("keys")
    with pytest.raises(PhromError) as refused:
        make(centre, centre.folder / "keys" / "backup")
    assert refused.value.code == "CEN-60"
    assert centre.files("keys") == before


@pytest.mark.parametrize(
    ("phrase", "code"), [("วลีที่พิมพ์ผิดไปหนึ่งตัว", "TRUST-02"), (RECOVERY_PHRASE, "TRUST-02")], ids=["slip", "the other's"]
)
def test_a_passphrase_that_does_not_open_proves_nothing(phrase: str, code: str, centre: Centre, tmp_path: Path) -> None:
    """P6: typed again and wrong: the key stays unused."""
    made = make(centre, tmp_path / "stick")
    with pytest.raises(PhromError) as refused:
        encryption.prove_key(centre.registry, made.intake, phrase, START, CLERK)
    assert refused.value.code == code
    assert all(not one.proven_at for one in all_recipients(centre.registry))


def test_a_key_of_somebody_else_proves_nothing(equipped: Equipped, tmp_path: Path) -> None:
    """P6: a key whose certificate this centre never made."""
    (tmp_path / "x.key.pem").write_bytes(keys.seal_key(keys.new_encryption_key(), INTAKE_PHRASE))
    with pytest.raises(PhromError) as refused:
        encryption.prove_key(equipped.centre.registry, tmp_path / "x.key.pem", INTAKE_PHRASE, START, CLERK)
    assert refused.value.code == "CEN-61"


def test_a_key_whose_certificate_ended_proves_nothing(equipped: Equipped) -> None:
    """P6: nothing new is encrypted to it."""
    later = START + 4 * 365 * DAY
    with pytest.raises(PhromError) as refused:
        encryption.prove_key(equipped.centre.registry, equipped.made.intake, INTAKE_PHRASE, later, CLERK)
    assert refused.value.code == "TRUST_EXPIRED"


@pytest.mark.parametrize("workers", [0, 2])
def test_an_encrypted_package_is_imported_like_a_plain_one(workers: int, equipped: Equipped, tmp_path: Path) -> None:
    """P6 K1: same rows, same archive, same receipt; plain and encrypted may come together."""
    centre = equipped.centre
    sealed = sealed_to(centre, "a1", tmp_path / "a1.asice.p7m")
    done = equipped.offer(sealed, centre.package("b1"), workers=workers)
    assert sorted((one.name, one.state, one.code) for one in done) == [
        ("a1.asice.p7m", "accepted", "OK"),
        ("b1.asice", "accepted", "OK"),
    ]
    with verify(centre.package("a1"), centre.trust, MOMENT) as plain:
        (row,) = [row for row in centre.rows(tables.submission) if row["office_code"] == A]
        assert (row["package_id"], row["file_sha256"]) == (plain.package_id, plain.file_sha256)
        archived = centre.registry.folders.archived(plain.package_id)
    assert archived.read_bytes() == centre.package("a1").read_bytes()
    assert centre.files("staging") == set()
    list(receipts.issue_receipts(centre.registry, centre.keys.desk, AUDIENCE, MOMENT, CLERK))
    with verify(next((centre.folder / "receipts").rglob(f"*{A}*")), centre.trust, MOMENT) as receipt:
        assert receipt.payload["file_sha256"] == plain.file_sha256


def test_the_recovery_key_opens_what_the_intake_key_lost(equipped: Equipped, tmp_path: Path) -> None:
    """P6: with the intake key gone, the stick from the safe does the same work."""
    sealed = sealed_to(equipped.centre, "a1", tmp_path / "a1.asice.p7m")
    held = (keys.open_encryption_key(equipped.made.recovery.read_bytes(), RECOVERY_PHRASE),)
    assert [one.state for one in equipped.offer(sealed, held=held)] == ["accepted"]


def test_the_same_package_plain_and_encrypted_is_one(equipped: Equipped, tmp_path: Path) -> None:
    """P6: identity is the package's, so a second envelope of it is a duplicate."""
    first, second = (sealed_to(equipped.centre, "a1", tmp_path / f"{name}.p7m") for name in "xy")
    done = equipped.offer(first, second, equipped.centre.package("a1"))
    assert [one.state for one in done] == ["accepted", "duplicate", "duplicate"]


def test_without_the_key_it_is_set_aside_as_it_came(equipped: Equipped, tmp_path: Path) -> None:
    """P6: no key or a wrong one: refused, kept byte for byte, and accepted when offered again with the key."""
    sealed = sealed_to(equipped.centre, "a1", tmp_path / "a1.asice.p7m")
    assert intake.any_sealed([equipped.centre.package("b1"), sealed])
    assert not intake.any_sealed([equipped.centre.package("b1"), tmp_path / "nowhere"])
    for held in ((), (keys.new_encryption_key(),)):
        assert [(one.state, one.code) for one in equipped.offer(sealed, held=held)] == [("refused", "ENC_RECIPIENT")]
    (kept,) = (equipped.centre.folder / "quarantine").iterdir()
    assert kept.read_bytes() == sealed.read_bytes()
    assert [one.state for one in equipped.offer(sealed)] == ["accepted"]


def test_a_damaged_envelope_costs_only_itself(equipped: Equipped, tmp_path: Path) -> None:
    """P6 K1: the others are taken; nothing decrypted is left of it."""
    sealed = sealed_to(equipped.centre, "a1", tmp_path / "a1.asice.p7m")
    data = bytearray(sealed.read_bytes())
    data[-30] ^= 1
    sealed.write_bytes(data)
    done = equipped.offer(sealed, equipped.centre.package("b1"))
    assert [(one.state, one.code) for one in done] == [("refused", "ENC_TAG"), ("accepted", "OK")]
    assert equipped.centre.files("staging") == set()


def test_a_held_file_inside_an_envelope_waits_as_a_package(equipped: Equipped, tmp_path: Path) -> None:
    """P6 K2: who decides later needs no key."""
    centre = equipped.centre
    foreign(centre)
    sealed = sealed_to(centre, "foreign", tmp_path / "foreign.asice.p7m")
    assert [(one.state, one.code) for one in equipped.offer(sealed)] == [("held", "OFFICE_MISMATCH")]
    (kept,) = (centre.folder / "held").iterdir()
    assert kept.read_bytes() == centre.package("foreign").read_bytes()


def test_a_package_meant_for_another_centre_is_refused(equipped: Equipped, tmp_path: Path) -> None:
    """P6, threats 6.6: opened by one centre and sealed anew to this one; and one that names this centre is taken."""
    centre = equipped.centre
    seal(centre, "elsewhere", A, intended_recipient="ab" * 32)
    seal(centre, "here", B, intended_recipient=digest(trust_of(centre.registry).encryption_certs[0]))
    paths = [sealed_to(centre, name, tmp_path / f"{name}.p7m") for name in ("elsewhere", "here")]
    done = equipped.offer(*paths, centre.package("elsewhere"))
    assert [(one.state, one.code) for one in done] == [
        ("refused", "ENC_RECIPIENT"),
        ("accepted", "OK"),
        ("refused", "ENC_RECIPIENT"),
    ]


def test_keys_of_last_year_still_open(equipped: Equipped, tmp_path: Path) -> None:
    """P6: an office with an older trust folder encrypts to the older pair, and is still received by its name."""
    centre = equipped.centre
    old = trust_of(centre.registry).encryption_certs
    seal(centre, "old", A, intended_recipient=digest(old[0]))
    sealed = sealed_to(centre, "old", tmp_path / "old.p7m")
    prove(centre, make(centre, tmp_path / "new stick", START + DAY), START + DAY)
    assert not set(trust_of(centre.registry).encryption_certs) & set(old)
    assert len(equipped.held) == 2
    assert [one.state for one in equipped.offer(sealed)] == ["accepted"]


def test_the_intake_passphrase_is_needed(centre: Centre, equipped: Equipped) -> None:
    """P6: central's other passphrase does not open it, and without keys the answer says so."""
    assert encryption.has_intake_key(equipped.centre.registry)
    assert not encryption.has_intake_key(centre.registry)
    for registry, code in ((equipped.centre.registry, "TRUST-02"), (centre.registry, "CEN-62")):
        with pytest.raises(PhromError) as refused:
            encryption.open_intake_keys(registry, PASSPHRASE)
        assert refused.value.code == code


def test_the_open_key_is_not_in_what_is_printed(equipped: Equipped, tmp_path: Path) -> None:
    """P6: it goes to the worker processes, not into a crash report."""
    world = intake.world_of(equipped.centre.registry, MOMENT, tmp_path, equipped.held)
    assert len(world.decryption) == 1
    assert "decryption" not in repr(world)


def test_the_log_remembers_keys_and_proofs(equipped: Equipped, tmp_path: Path) -> None:
    """P6 K8: a registry made anew encrypts to the same certificates, and knows what was received."""
    centre = equipped.centre
    sealed = sealed_to(centre, "a1", tmp_path / "a1.asice.p7m")
    equipped.offer(sealed)
    list(rebuild(tmp_path / "again.db", centre.folder))
    again = open_registry(tmp_path / "again.db", centre.folder)
    try:
        assert all_recipients(again) == all_recipients(centre.registry)
        assert trust_of(again) == trust_of(centre.registry)
        with again.reading() as connection:
            (row,) = connection.execute(tables.submission.select()).mappings()
        assert row["office_code"] == A
    finally:
        again.close()
