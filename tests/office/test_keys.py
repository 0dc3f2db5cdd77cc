"""The office's keys: made here, certified for this very key, opened for one act (C2, P2)."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.errors import PhromError
from desktop_app.office.keys import OfficeKey, OfficeKeys
from desktop_app.trust import authority, keys
from desktop_app.trust.anchors import to_pem
from desktop_app.trust.names import make_subject
from desktop_app.trust.request import read_request
from desktop_app.trust.roles import Role
from tests.simulator.world import MOMENT, PASSPHRASE, START, World, world

CODE = "50-001"


@pytest.fixture
def folder(tmp_path: Path) -> OfficeKeys:
    return OfficeKeys(tmp_path / "keys")


def certify(of: World, key: OfficeKey, office: str = CODE, role: Role = Role.OFFICE) -> bytes:
    """What the registrar sends back, as PEM."""
    request = read_request(key.request_file.read_bytes())
    subject = make_subject("สำนักงานตัวอย่าง", "เจ้าหน้าที่ตัวอย่าง", office)
    issuer = of.office_ca if role is Role.OFFICE else of.central_ca
    return to_pem(authority.issue_leaf(issuer, request.public_key, subject, (role,), START))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one key and its request; sealing a key takes a while on purpose, so it is done once."""
    folder = tmp_path_factory.mktemp("made") / "keys"
    OfficeKeys(folder).make(CODE, PASSPHRASE)
    return folder


@pytest.fixture
def requested(made: Path, tmp_path: Path) -> OfficeKeys:
    """The key waits for its certificate."""
    return OfficeKeys(shutil.copytree(made, tmp_path / "keys"))


@pytest.fixture
def certified(requested: OfficeKeys) -> OfficeKeys:
    requested.accept(certify(world(), requested.held()[0]), world().trust, MOMENT)
    return requested


def refusal(call: object, *arguments: object) -> PhromError:
    with pytest.raises(PhromError) as refused:
        call(*arguments)  # type: ignore[operator]
    return refused.value


def test_a_new_key_is_sealed_and_its_request_can_be_sent(folder: OfficeKeys) -> None:
    """P2: the key never lies open on disk; the fingerprint is what letter and telephone compare."""
    key = folder.make(CODE, PASSPHRASE)
    assert b"ENCRYPTED PRIVATE KEY" in key.key_file.read_bytes()
    request = read_request(key.request_file.read_bytes())
    assert keys.grouped(request.spki_sha256) == key.fingerprint
    assert len(key.fingerprint.split()) == 16
    assert folder.held(CODE) == (key,) == folder.held()
    assert folder.held("10-001") == ()


def test_openssl_opens_the_key_with_the_same_passphrase(requested: OfficeKeys) -> None:
    """P2: a key outlives this program."""
    key = requested.held()[0]
    command = ["openssl", "pkey", "-in", str(key.key_file), "-passin", f"pass:{PASSPHRASE}", "-pubout"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert b"PUBLIC KEY" in done.stdout


def test_a_short_passphrase_makes_no_key(folder: OfficeKeys) -> None:
    """C2: refused before anything is written."""
    assert refusal(folder.make, CODE, "สั้นไป").code == "TRUST-01"
    assert folder.held() == ()


def test_the_certificate_is_taken_and_the_key_signs(certified: OfficeKeys) -> None:
    """P2 C2: after the answer of the registrar, one passphrase opens one signer."""
    signer = certified.open(CODE, PASSPHRASE, world().trust, MOMENT)
    assert keys.spki_sha256(signer.key) == certified.certified(CODE).spki_sha256
    assert signer.issuer == world().office_ca.certificate


def test_ten_wrong_passphrases_get_the_same_plain_answer(certified: OfficeKeys) -> None:
    """C2 U21: each with its count, never an error of another kind, and the right one still works."""
    for count in range(1, 11):
        refused = refusal(certified.open, CODE, f"ไม่ใช่รหัสผ่านนี้ {count}", world().trust, MOMENT)
        assert (refused.code, f"{count})" in refused.message("th")) == ("OFF-30", True)
    certified.open(CODE, PASSPHRASE, world().trust, MOMENT)
    assert certified.wrong_tries == 0


def test_a_certificate_for_another_key_is_refused(requested: OfficeKeys, tmp_path: Path) -> None:
    """P2: only the key held here can be certified here."""
    elsewhere = OfficeKeys(tmp_path / "other").make(CODE, PASSPHRASE)
    assert refusal(requested.accept, certify(world(), elsewhere), world().trust, MOMENT).code == "OFF-32"
    assert requested.held()[0].certificate is None


def test_a_certificate_of_a_stranger_or_for_a_wrong_role_is_refused(requested: OfficeKeys) -> None:
    """P2: the chain must lead to the pinned root, and the office's role must be the one granted."""
    folder, key = requested, requested.held()[0]
    assert refusal(folder.accept, certify(world("elsewhere"), key), world().trust, MOMENT).code == "TRUST_UNKNOWN_CA"
    publisher = certify(world(), key, role=Role.FORM_PUBLISHER)
    assert refusal(folder.accept, publisher, world().trust, MOMENT).code == "ROLE"
    assert refusal(folder.accept, certify(world(), key, "10-001"), world().trust, MOMENT).code == "OFF-35"
    assert refusal(folder.accept, b"-----BEGIN RUBBISH", world().trust, MOMENT).code == "TRUST-07"
    assert folder.held()[0].certificate is None


def test_without_a_certificate_nothing_can_be_signed(requested: OfficeKeys) -> None:
    """C2: said before the passphrase is asked for."""
    folder = requested
    assert refusal(folder.certified, CODE).code == "OFF-31"
    assert refusal(folder.open, CODE, PASSPHRASE, world().trust, MOMENT).code == "OFF-31"


@pytest.mark.parametrize(
    ("moment", "code", "word"),
    [
        (MOMENT.replace(year=MOMENT.year + 543), "OFF-33", "พ.ศ."),
        (START - timedelta(days=2), "OFF-33", "ก่อนวันที่ออกใบรับรอง"),
        (START + timedelta(days=800), "OFF-36", "หมดอายุ"),
    ],
    ids=["buddhist year", "before the certificate", "after its end"],
)
def test_a_clock_that_cannot_be_right_is_named_before_signing(
    certified: OfficeKeys, moment: object, code: str, word: str
) -> None:
    """C2, trap T18: a PC set to 2569 gets a sentence, and the passphrase is not even tried."""
    refused = refusal(certified.open, CODE, "ผิดแน่นอนอยู่แล้ว", world().trust, moment)
    assert (refused.code, word in refused.message("th")) == (code, True)
    assert certified.wrong_tries == 0


def test_a_clock_behind_the_newest_list_is_noticed(certified: OfficeKeys) -> None:
    """C2: trust files that came later than the clock says prove it wrong; it is told as the computer shows it."""
    later = world().trust_with(world().crls(number=2, moment=MOMENT))
    refused = refusal(certified.open, CODE, PASSPHRASE, later, MOMENT - timedelta(days=1))
    assert refused.code == "OFF-33"
    assert "2026-03-19 10:00" in refused.message("th")


def test_an_old_trust_folder_does_not_stop_signing(certified: OfficeKeys) -> None:
    """P2: lists that ran out are a warning; answering and signing go on."""
    certified.open(CODE, PASSPHRASE, world().trust, START + timedelta(days=200))


def test_a_damaged_key_file_is_told_apart_from_a_wrong_passphrase(certified: OfficeKeys) -> None:
    """C2: nobody types a passphrase ten times into a broken file."""
    key = certified.certified(CODE)
    key.key_file.write_bytes(key.key_file.read_bytes()[:-80])
    assert refusal(certified.open, CODE, PASSPHRASE, world().trust, MOMENT).code == "OFF-34"


def test_a_renewed_key_lies_beside_the_old_one(certified: OfficeKeys) -> None:
    """P2: both serve while they overlap; the one that lasts longer signs."""
    old = certified.certified(CODE)
    renewed = certified.make(CODE, PASSPHRASE)
    assert certified.certified(CODE) == old
    subject = make_subject("สำนักงานตัวอย่าง", "เจ้าหน้าที่ตัวอย่าง", CODE)
    public = read_request(renewed.request_file.read_bytes()).public_key
    leaf = authority.issue_leaf(world().office_ca, public, subject, (Role.OFFICE,), MOMENT)
    accepted = certified.accept(to_pem(leaf), world().trust, MOMENT)
    assert certified.certified(CODE) == accepted
    assert replace(accepted, certificate=None, issuer=None) == renewed
    assert old in certified.held(CODE)
