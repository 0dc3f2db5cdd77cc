"""An office's key in a token: made, certified, and one PIN signs report and package (C2, P2)."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from desktop_app.errors import PhromError
from desktop_app.office import sealing
from desktop_app.office.keys import OfficeKey, OfficeKeys
from desktop_app.office.sealing import EvidenceItem, Sealed, seal_submission
from desktop_app.package import cms
from desktop_app.package.kinds import MANIFEST, SIGNATURE
from desktop_app.package.verify import verify
from desktop_app.trust import authority, token
from desktop_app.trust.anchors import to_pem
from desktop_app.trust.names import make_subject
from desktop_app.trust.request import read_request
from desktop_app.trust.roles import Role
from desktop_app.trust.signer import Signer
from tests.hostile.other_validators import openssl_accepts
from tests.simulator.softhsm import FINAL_TRY, LOCKED, MODULE, PIN, SoftToken, make_token, needs_softhsm, use_folder
from tests.simulator.world import MOMENT, PASSPHRASE, SIGNED_AT, START, World, world
from tests.submission import submission_world
from tests.submission.submission_world import PDF, handover, worked_answers

pytestmark = needs_softhsm
CODE = "50-001"
FILE = "/data/a/a1_file"


@pytest.fixture
def soft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SoftToken:
    use_folder(tmp_path / "hsm", monkeypatch)
    return make_token()


@pytest.fixture
def office(tmp_path: Path) -> OfficeKeys:
    return OfficeKeys(tmp_path / "keys")


@pytest.fixture
def requested(office: OfficeKeys, soft: SoftToken) -> OfficeKey:
    return office.make_in_token(CODE, MODULE, soft.info, PIN)


def certify(of: World, key: OfficeKey) -> bytes:
    """What the registrar sends back, as PEM."""
    request = read_request(key.request_file.read_bytes())
    subject = make_subject("สำนักงานตัวอย่าง", "เจ้าหน้าที่ตัวอย่าง", CODE)
    return to_pem(authority.issue_leaf(of.office_ca, request.public_key, subject, (Role.OFFICE,), START))


@pytest.fixture
def certified(office: OfficeKeys, requested: OfficeKey) -> OfficeKey:
    return office.accept(certify(world(), requested), world().trust, MOMENT)


def refusal(call: object, *arguments: object) -> PhromError:
    with pytest.raises(PhromError) as refused:
        call(*arguments)  # type: ignore[operator]
    return refused.value


def seal(signer: Signer, folder: Path) -> Sealed:
    """The worked example, sealed by this signer."""
    release = submission_world.release(world(), folder)
    session = worked_answers(release)
    session.set_attachments(FILE, 1)
    return seal_submission(
        session,
        release,
        handover(),
        (EvidenceItem(PDF, "แผน ดิจิทัล.pdf", (FILE,)),),
        signer=signer,
        moment=SIGNED_AT,
        target=folder / "x.asice",
        trust=world().trust,
    )


def test_the_folder_holds_the_request_and_where_the_key_lies(
    office: OfficeKeys, requested: OfficeKey, soft: SoftToken
) -> None:
    """P2: no private key and no PIN on disk; letter and telephone compare the same kind of fingerprint."""
    names = [path.name for path in sorted(office.folder.iterdir())]
    stem = f"{CODE}.{requested.spki_sha256[:16]}"
    assert names == [f"{stem}.request.pem", f"{stem}.token.json"]
    note = json.loads(requested.key_file.read_bytes())
    assert (note["module"], note["label"], note["serial"]) == (str(MODULE), soft.info.label, soft.info.serial)
    assert PIN not in requested.key_file.read_text("utf-8")
    assert read_request(requested.request_file.read_bytes()).spki_sha256 == requested.spki_sha256
    assert office.held(CODE) == (requested,)
    assert requested.in_token


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_checks_the_request(requested: OfficeKey) -> None:
    """P2: the registrar can check with the documented command."""
    command = ["openssl", "req", "-in", str(requested.request_file), "-noout", "-verify", "-subject"]
    done = subprocess.run(command, capture_output=True, check=True)
    assert b"Phrom enrolment request" in done.stdout


def test_one_pin_signs_report_and_package(
    office: OfficeKeys, certified: OfficeKey, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C2 P3: `open` takes the PIN once; the token then signs exactly twice, and the package proves itself."""
    signed: list[bytes] = []
    by_token = token.TokenKey.sign
    monkeypatch.setattr(token.TokenKey, "sign", lambda key, content: signed.append(content) or by_token(key, content))
    sealed = seal(office.open(CODE, PIN, world().trust, SIGNED_AT), tmp_path)
    assert len(signed) == 2
    assert all(proof.holds for proof in sealed.proofs)
    with verify(sealed.path, world().trust, MOMENT) as package:
        assert package.signer.spki_sha256 == certified.spki_sha256


def test_the_signature_has_the_one_permitted_form(office: OfficeKeys, certified: OfficeKey) -> None:
    """P1: byte for byte what a key in memory gives, but for the value itself."""
    signer = office.open(CODE, PIN, world().trust, SIGNED_AT)
    manifest = b"what is signed"
    made = cms.sign(manifest, signer.certificate, signer.issuer, signer.key, SIGNED_AT)
    read = cms.read(made, manifest)  # demands equality with the rebuilt bytes
    assert (read.certificate.encoded, read.issuer, read.signed_at) == (signer.certificate, signer.issuer, SIGNED_AT)


@pytest.mark.skipif(
    not all(map(shutil.which, ("openssl", "pdfsig", "unzip"))), reason="openssl, pdfsig or unzip is not installed"
)
def test_openssl_and_pdfsig_accept_what_the_token_signed(
    office: OfficeKeys, certified: OfficeKey, tmp_path: Path
) -> None:
    """P1: anybody can check, and cannot tell it from a key in a file."""
    sealed = seal(office.open(CODE, PIN, world().trust, SIGNED_AT), tmp_path)
    subprocess.run(["unzip", "-q", sealed.path, "-d", tmp_path / "pkg"], check=True)
    files = {name: (tmp_path / "pkg" / name).read_bytes() for name in (MANIFEST, SIGNATURE)}
    policy = Role.OFFICE.policy()
    assert openssl_accepts(files, world().trust, policy, MOMENT, tmp_path)
    assert not openssl_accepts({**files, MANIFEST: files[MANIFEST] + b" "}, world().trust, policy, MOMENT, tmp_path)
    command = ["pdfsig", "-nocert", "report.pdf"]
    said = subprocess.run(command, cwd=tmp_path / "pkg", capture_output=True, check=True).stdout.decode()
    for expected in ("Signature Field Name: CIO", "Total document signed", "Signature is Valid"):
        assert expected in said


def test_wrong_pins_are_counted_and_the_right_one_still_signs(
    office: OfficeKeys, certified: OfficeKey, soft: SoftToken
) -> None:
    """C2 U21: each with its count and with what the token tells of the tries left."""
    for count in (1, 2):
        refused = refusal(office.open, CODE, "0000", world().trust, MOMENT)
        assert (refused.code, f"{count})" in refused.message("th")) == ("OFF-37", True)
        assert "fewer tries" in refused.message("en")
    soft.set_flag(FINAL_TRY)
    assert "อีกครั้งเดียว" in refusal(office.open, CODE, "0000", world().trust, MOMENT).message("th")
    office.open(CODE, PIN, world().trust, MOMENT)
    assert office.wrong_tries == 0


def test_a_wrong_pin_makes_no_key(office: OfficeKeys, soft: SoftToken) -> None:
    """C2: told with its count, and nothing is written."""
    refused = refusal(office.make_in_token, CODE, MODULE, soft.info, "0000")
    assert (refused.code, office.wrong_tries) == ("OFF-37", 1)
    assert office.held() == ()


def test_a_locked_or_missing_token_is_told(office: OfficeKeys, certified: OfficeKey, soft: SoftToken) -> None:
    """C2: neither counts as a wrong PIN; the module gone from this computer is a third sentence."""
    soft.set_flag(LOCKED)
    assert refusal(office.open, CODE, PIN, world().trust, MOMENT).code == "TRUST-21"
    soft.pull_out()
    refused = refusal(office.open, CODE, PIN, world().trust, MOMENT)
    assert (refused.code, soft.info.label in refused.message("th")) == ("TRUST-23", True)
    note = json.loads(certified.key_file.read_bytes())
    certified.key_file.write_text(json.dumps({**note, "module": "/no/such/module.so"}), "utf-8")
    assert refusal(office.open, CODE, PIN, world().trust, MOMENT).code == "TRUST-22"
    assert office.wrong_tries == 0


def test_a_damaged_note_is_told_apart(office: OfficeKeys, certified: OfficeKey) -> None:
    """C2: nobody types a PIN three times into a broken file."""
    certified.key_file.write_bytes(b"{")
    assert refusal(office.open, CODE, PIN, world().trust, MOMENT).code == "OFF-34"


def test_a_token_pulled_out_between_pin_and_signature_leaves_no_package(
    office: OfficeKeys, certified: OfficeKey, soft: SoftToken, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """C2 P3: told by its name; nothing half signed stays behind."""
    signer = office.open(CODE, PIN, world().trust, SIGNED_AT)
    written = sealing.write_package
    monkeypatch.setattr(sealing, "write_package", lambda *given, **more: soft.pull_out() or written(*given, **more))
    refused = refusal(seal, signer, tmp_path)
    assert refused.code == "TRUST-23"
    assert not list(tmp_path.glob("x.asice*"))


def test_a_key_in_a_token_may_follow_one_in_a_file(office: OfficeKeys, soft: SoftToken) -> None:
    """P2: an office moves to a token by renewing; each key keeps its own kind of secret."""
    first = office.make(CODE, PASSPHRASE)
    second = office.make_in_token(CODE, MODULE, soft.info, PIN)
    assert {key.spki_sha256: key.in_token for key in office.held(CODE)} == {
        first.spki_sha256: False,
        second.spki_sha256: True,
    }
    office.accept(certify(world(), second), world().trust, MOMENT)
    assert office.certified(CODE).in_token
