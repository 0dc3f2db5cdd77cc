"""An office's export travels encrypted and arrives at the centre that it is meant for, nowhere else (P6)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.central import encryption, intake
from desktop_app.central.encryption import Passphrases
from desktop_app.central.intake import FileDone
from desktop_app.central.lists import trust_of
from desktop_app.errors import PhromError
from desktop_app.office.assessment import Assessment
from desktop_app.office.opening import create
from desktop_app.office.records import State
from desktop_app.office.rounds import open_round
from desktop_app.office.sealing import Sealed
from desktop_app.office.signing import draft, export, export_name, recipients_of, sign
from desktop_app.office.store import open_store
from desktop_app.package.envelope import open_envelope_file
from desktop_app.package.verify import verify
from desktop_app.submission.answers import BANGKOK
from desktop_app.trust.anchors import Trust
from tests.central.central_world import (
    ANSWERS,
    AUDIENCE,
    CLERK,
    MOMENT,
    PASSPHRASE,
    SIGNATORY,
    SIGNED,
    START,
    A,
    Centre,
    make_centre,
)

INTAKE_PHRASE, RECOVERY_PHRASE = "วลีของผู้รับไฟล์ทดสอบ", "วลีของกุญแจสำรองทดสอบ"


def proven_keys(centre: Centre, stick: Path) -> None:
    phrases = Passphrases(INTAKE_PHRASE, RECOVERY_PHRASE)
    pair = encryption.make_keys(centre.registry, PASSPHRASE, phrases, stick, START, CLERK)
    encryption.prove_key(centre.registry, pair.intake, INTAKE_PHRASE, START, CLERK)
    encryption.prove_key(centre.registry, pair.recovery, RECOVERY_PHRASE, START, CLERK)


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Centre]:
    """A centre with a released round and two proven keys."""
    folder = tmp_path_factory.mktemp("encrypted")
    made = make_centre(folder, offices=(A,))
    proven_keys(made, folder / "stick")
    yield made
    made.close()


@dataclass(frozen=True)
class Desk:
    """The office's work, answered and ready, and what it trusts."""

    work: Assessment
    trust: Trust
    centre: Centre
    folder: Path

    def sign(self) -> Sealed:
        signer = self.centre.offices[A]
        return sign(self.work, signer, SIGNATORY, SIGNED, audience=AUDIENCE, trust=self.trust)

    def export(self) -> Path:
        target = self.folder / export_name(self.work, self.trust)
        export(self.work, target, recipients_of(self.trust, SIGNED))
        return target


@pytest.fixture
def desk(centre: Centre, tmp_path: Path) -> Iterator[Desk]:
    trust = trust_of(centre.registry)
    store = open_store(tmp_path / "office", clock=lambda: SIGNED)
    round_file = centre.registry.folders.archived(centre.release.package_id)
    release = open_round(store, round_file, trust, SIGNED)
    work = create(store, release, A, clock=lambda: SIGNED, zone=BANGKOK, who=CLERK, random=lambda size: b"\7" * size)
    for name, text in ANSWERS.items():
        work.answer(f"/data/{name}", text)
    for ref in work.session.refs():
        if "reason_missing" in work.session.state(ref).problems:
            work.set_reason(ref, "ภารกิจไม่ต้องใช้")
    work.make_ready()
    yield Desk(work, trust, centre, tmp_path)
    store.close(backup=False)


def offer(centre: Centre, *paths: Path) -> list[FileDone]:
    held = encryption.open_intake_keys(centre.registry, INTAKE_PHRASE)
    return list(intake.import_paths(centre.registry, paths, MOMENT, CLERK, 0, decryption=held))


def test_an_export_is_encrypted_and_arrives(desk: Desk, centre: Centre) -> None:
    """P6 C2 K1: the exported file is closed to others; here a plain copy stays, and the centre takes it as accepted."""
    shown = draft(desk.work, centre.offices[A].certificate, SIGNATORY, SIGNED, audience=AUDIENCE, trust=desk.trust)
    sealed = desk.sign()
    assert shown.fingerprint == sealed.fingerprint
    target = desk.export()
    assert target.name == f"{A}-2569-r1.asice.p7m"
    assert desk.work.state is State.EXPORTED
    assert b"mimetype" not in target.read_bytes()
    with verify(sealed.path, desk.trust, MOMENT) as mine:
        assert mine.payload["intended_recipient"] == hashlib.sha256(desk.trust.encryption_certs[0]).hexdigest()
    (done,) = offer(centre, target)
    assert (done.state, done.code, done.package_id) == ("accepted", "OK", sealed.package_id)


def test_exporting_again_is_the_same_package(desk: Desk) -> None:
    """P6 U13: a new envelope, the same identity within; the older copy is replaced whole."""
    sealed = desk.sign()
    first = desk.export().read_bytes()
    target = desk.export()
    assert target.read_bytes() != first
    held = encryption.open_intake_keys(desk.centre.registry, INTAKE_PHRASE)
    open_envelope_file(target, desk.folder / "opened", held)
    assert (desk.folder / "opened").read_bytes() == sealed.path.read_bytes()


def test_without_two_certificates_the_export_is_plain(desk: Desk) -> None:
    """P6: one is not enough, because its loss would lose the file; the payload then names nobody."""
    alone = replace(desk, trust=replace(desk.trust, encryption_certs=desk.trust.encryption_certs[:1]))
    sealed = alone.sign()
    target = alone.export()
    assert target.name == f"{A}-2569-r1.asice"
    assert target.read_bytes() == sealed.path.read_bytes()
    with verify(target, desk.trust, MOMENT) as package:
        assert package.payload["intended_recipient"] is None


def test_a_certificate_that_ended_stops_the_export(desk: Desk) -> None:
    """P6: nothing goes out in plain because encryption failed; what is signed stays signed."""
    desk.sign()
    with pytest.raises(PhromError) as refused:
        recipients_of(desk.trust, SIGNED + timedelta(days=4 * 365))
    assert refused.value.code == "OFF-80"
    assert desk.work.state is State.SIGNED
    assert [path.name for path in desk.folder.iterdir()] == ["office"]


def test_another_centre_does_not_open_it(desk: Desk, centre: Centre, tmp_path: Path) -> None:
    """P6: a key of another centre; the office's file is refused there and nothing of it is read."""
    (tmp_path / "second").mkdir()
    second = make_centre(tmp_path / "second", offices=(A,))
    try:
        proven_keys(second, tmp_path / "stick")
        desk.sign()
        (done,) = offer(second, desk.export())
        assert (done.state, done.code, done.package_id) == ("refused", "ENC_RECIPIENT", "")
    finally:
        second.close()
