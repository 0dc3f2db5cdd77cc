"""Certificates on their way between office and registrar: first, renewed, lost, and for somebody else (P2, C2)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile, copytree

import pytest

from desktop_app.central import authorities, bundles, enrolment, setup, tables
from desktop_app.errors import PhromError
from desktop_app.office.enrolling import request_renewal, take_certificate
from desktop_app.office.keys import OfficeKeys
from desktop_app.office.store import OfficeStore, open_store
from desktop_app.office.trusting import introduce, take_bundle, take_first
from desktop_app.package.kinds import PackageType
from desktop_app.package.payloads import common_fields
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.seal import write_package
from desktop_app.package.verify import verify
from desktop_app.trust import keys as trust_keys
from desktop_app.trust.anchors import Trust, read_trust_folder
from desktop_app.trust.certificates import read_certificate
from desktop_app.trust.keys import grouped
from desktop_app.trust.request import make_request
from tests.central.central_world import AUDIENCE, CLERK, MOMENT, PASSPHRASE, A, B, Centre, seal

DAY = timedelta(days=1)
SECRET, NEXT = "วลีของหน่วยงานสำหรับทดสอบ", "วลีใหม่ของหน่วยงานสำหรับทดสอบ"


@dataclass
class Desk:
    """One office's computer."""

    store: OfficeStore
    keys: OfficeKeys
    folder: Path

    @property
    def trust(self) -> Trust:
        return read_trust_folder(self.store.folder / "trust")

    def take(self, path: Path, moment: datetime = MOMENT) -> str:
        """Install a certificate file; the fingerprint of the key it is for."""
        return take_certificate(self.store, self.keys, path, self.trust, moment).spki_sha256

    def refuses(self, path: Path) -> str:
        """The code with which a certificate file is refused; no key has a certificate that had none."""
        before = [key.certificate for key in self.keys.held()]
        with pytest.raises(PhromError) as refused:
            self.take(path)
        assert [key.certificate for key in self.keys.held()] == before
        return refused.value.code


@pytest.fixture(scope="module")
def made_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("key") / "keys"
    OfficeKeys(folder).make(A, SECRET)
    return folder


@pytest.fixture(name="desk")
def _desk(tmp_path: Path, centre: Centre, made_key: Path) -> Iterator[Desk]:
    with open_store(tmp_path / "office", clock=lambda: MOMENT) as store:
        (bundle,) = bundles.newest_files(centre.registry)
        take_first(store, bundle, MOMENT, heard=introduce(bundle, MOMENT).root_sha256)
        yield Desk(store, OfficeKeys(copytree(made_key, tmp_path / "keys")), tmp_path)


def certify(centre: Centre, desk: Desk, office_code: str = A) -> Path:
    """The registrar hears the fingerprint and answers with a file."""
    (key,) = desk.keys.held(A)
    made = enrolment.enrol(
        centre.registry, office_code, key.request_file.read_bytes(), grouped(key.spki_sha256),
        centre.keys.office_authority, MOMENT, CLERK, CLERK,
    )  # fmt: skip
    target = desk.folder / f"{office_code}-certificate.asice"
    assert enrolment.write_answer(centre.registry, made, centre.keys.desk, target, MOMENT, CLERK)[0] == target
    return target


def test_a_certificate_comes_back_as_a_signed_file_with_the_bundle_beside_it(centre: Centre, desk: Desk) -> None:
    """P2: request, telephone, file; the office can sign then, and the file may come twice."""
    path = certify(centre, desk)
    assert (path.parent / "trust-00001.asice").exists()
    assert desk.take(path) == desk.take(path)
    signer = desk.keys.open(A, SECRET, desk.trust, MOMENT)
    seal(centre, "by the window", A, signer, moment=MOMENT)
    assert centre.offer("by the window")[0].code == "OK"


def test_a_certificate_for_another_key_or_by_anybody_else_is_refused(
    centre: Centre, desk: Desk, made: Centre, tmp_path: Path
) -> None:
    """P2 P7: only the key that lies here, only from the registrar."""
    right = certify(centre, desk)
    with verify(right, desk.trust, MOMENT) as package:
        payload = dict(package.payload)
    changes: tuple[dict[str, object], ...] = (
        {"spki_sha256": "0" * 64},
        {"office_code": B},
        {"csr_sha256": "0" * 64},
        {"certificate": trust_b64(centre.offices[B].certificate)},
    )
    codes = []
    for number, change in enumerate(changes):
        path = tmp_path / f"{number}.asice"
        write_package(path, PackageType.ENROL_CERT, {**payload, **change}, {}, centre.keys.desk, MOMENT)
        codes.append(desk.refuses(path))
    assert codes == [*["RECEIPT_MISMATCH"] * 4]
    with pytest.raises(PackageRefused) as refused:  # an office that tries to be the registrar
        write_package(tmp_path / "x.asice", PackageType.ENROL_CERT, payload, {}, centre.offices[B], MOMENT)
    assert refused.value.code == "ROLE"
    copyfile(right, tmp_path / "cut.asice")
    (tmp_path / "cut.asice").write_bytes(right.read_bytes()[:-1])
    assert desk.refuses(tmp_path / "cut.asice") == "ZIP_END"


def trust_b64(data: bytes) -> str:
    import base64

    return base64.b64encode(data).decode()


def renewal(desk: Desk, moment: datetime = MOMENT, secret: str = SECRET) -> Path:
    target = desk.folder / "renewal.asice"
    request_renewal(desk.store, desk.keys, A, secret, NEXT, target, trust=desk.trust, moment=moment)
    return target


def test_a_renewal_needs_no_telephone_and_both_keys_count_for_sixty_days(centre: Centre, desk: Desk) -> None:
    """P2: signed by the old key; the old one ends in the next list after the overlap, the new one goes on."""
    desk.take(certify(centre, desk))
    old = desk.keys.open(A, SECRET, desk.trust, MOMENT)
    at = MOMENT + timedelta(hours=1)  # the key whose certificate ends last is used
    made = enrolment.renew(centre.registry, renewal(desk), centre.keys.office_authority, at, CLERK)
    assert made.overlap_until == at + 60 * DAY
    answer = desk.folder / "answer.asice"
    enrolment.write_answer(centre.registry, made, centre.keys.desk, answer, at, CLERK)
    desk.take(answer, at)
    new = desk.keys.open(A, NEXT, desk.trust, MOMENT + DAY)
    assert trust_keys.spki_sha256(new.certificate) != trust_keys.spki_sha256(old.certificate)
    assert read_certificate(new.certificate).subject == read_certificate(old.certificate).subject
    seal(centre, "old", A, old, moment=MOMENT)
    assert centre.offer("old", moment=MOMENT + DAY)[0].code == "OK"
    seal(centre, "new", A, new, revision=2, seq=1, moment=MOMENT + DAY)
    assert centre.offer("new", moment=MOMENT + 2 * DAY)[0].code in ("OK", "CONFLICT")

    after = MOMENT + 61 * DAY
    bundle = bundles.issue_bundle(centre.registry, "วลีของส่วนกลางสำหรับทดสอบ", after, CLERK).files[0]
    take_bundle(desk.store, bundle, after, desk.trust)
    with pytest.raises(PackageRefused) as refused:
        verify(centre.package("old"), desk.trust, after)
    assert refused.value.code == "TRUST_REVOKED"
    verify(centre.package("new"), desk.trust, after).close()


def test_a_renewal_by_a_stranger_for_the_same_key_or_of_a_lost_one_is_refused(centre: Centre, desk: Desk) -> None:
    """P2 P7: the key must be the office's own, certified and not withdrawn; its successor another key."""
    desk.take(certify(centre, desk))
    with pytest.raises(PhromError) as wrong:
        renewal(desk, secret="ไม่ใช่วลีของหน่วยงานนี้")
    assert wrong.value.code == "OFF-30"
    assert len(desk.keys.held(A)) == 1

    def refused(path: Path) -> str:
        rows = len(centre.rows(tables.certificate))
        with pytest.raises(PhromError) as problem:
            enrolment.renew(centre.registry, path, centre.keys.office_authority, MOMENT, CLERK)
        assert len(centre.rows(tables.certificate)) == rows
        return problem.value.code

    def request(name: str, office_code: str, csr: bytes, signer: object) -> Path:
        common = common_fields(
            PackageType.RENEWAL_REQUEST, audience=AUDIENCE, created_at=MOMENT, app_version="0.1.0", seq=9
        )
        payload = {**common, "office_code": office_code, "csr": trust_b64(csr), "reason": "expiring"}
        path = desk.folder / f"{name}.asice"
        write_package(path, PackageType.RENEWAL_REQUEST, payload, {}, signer, MOMENT)  # type: ignore[arg-type]
        return path

    own = desk.keys.open(A, SECRET, desk.trust, MOMENT)
    fresh, other = (make_request(trust_keys.new_key()) for _ in range(2))
    assert refused(request("same key", A, make_request(own.key), own)) == "CEN-26"
    assert refused(request("another office", B, fresh, own)) == "OFFICE_MISMATCH"
    assert refused(request("no request", A, b"nonsense", own)) == "TRUST-06"
    good = request("lost", A, other, own)
    serial = f"{read_certificate(own.certificate).serial:x}"
    authorities.revoke(centre.registry, centre.keys.office_authority, [serial], "keyCompromise", MOMENT, CLERK)
    assert refused(good) == "TRUST_REVOKED"


def test_after_a_lost_key_the_office_begins_anew_with_a_telephone_call(centre: Centre, desk: Desk) -> None:
    """P2: what was received before stays; a new key is read out and certified; openssl reads the new request."""
    desk.take(certify(centre, desk))
    signer = desk.keys.open(A, SECRET, desk.trust, MOMENT)
    seal(centre, "before", A, signer, moment=MOMENT)
    centre.offer("before")
    serial = f"{read_certificate(signer.certificate).serial:x}"
    authorities.revoke(centre.registry, centre.keys.office_authority, [serial], "keyCompromise", MOMENT + DAY, CLERK)
    assert [state for _, _, state, _ in centre.states().values()] == ["accepted"]
    key = desk.keys.make(A, NEXT)
    subprocess.run(["openssl", "req", "-in", key.request_file, "-noout", "-verify"], check=True, capture_output=True)
    later = MOMENT + 2 * DAY
    made = enrolment.enrol(
        centre.registry, A, key.request_file.read_bytes(), grouped(key.spki_sha256), centre.keys.office_authority,
        later, CLERK, CLERK,
    )  # fmt: skip
    answer = desk.folder / "again.asice"
    enrolment.write_answer(centre.registry, made, centre.keys.desk, answer, later, CLERK)
    assert desk.take(answer, later) == key.spki_sha256
    assert desk.keys.open(A, NEXT, desk.trust, later).certificate == made.certificate


def test_a_renewal_request_that_comes_again_gains_no_time_and_revives_no_lost_key(centre: Centre, desk: Desk) -> None:
    """P2 P7: a copy of the request neither prolongs the old key nor certifies a successor that was withdrawn."""
    desk.take(certify(centre, desk))
    path = renewal(desk)

    def renew(moment: datetime) -> enrolment.Certified:
        return enrolment.renew(centre.registry, path, centre.keys.office_authority, moment, CLERK)

    first, again = renew(MOMENT), renew(MOMENT + 50 * DAY)
    assert first.overlap_until == again.overlap_until == MOMENT + 60 * DAY
    bundles.issue_bundle(centre.registry, PASSPHRASE, MOMENT + 55 * DAY, CLERK)  # its lists do not know it yet
    with pytest.raises(PhromError) as late:
        renew(MOMENT + 61 * DAY)
    assert late.value.code == "TRUST_REVOKED"
    serials = [f"{read_certificate(one.certificate).serial:x}" for one in (first, again)]
    authorities.revoke(
        centre.registry, centre.keys.office_authority, serials, "keyCompromise", MOMENT + 56 * DAY, CLERK
    )
    with pytest.raises(PhromError) as lost:
        renew(MOMENT + 57 * DAY)
    assert lost.value.code == "CEN-28"


def test_a_renewal_that_names_a_dropped_root_is_answered(centre: Centre, desk: Desk) -> None:
    """P2: as its submissions are; the office may not have opened the newest bundle yet."""
    desk.take(certify(centre, desk))
    path = renewal(desk)
    bundles.change_root(centre.registry, PASSPHRASE, MOMENT + DAY, CLERK)
    bundles.issue_bundle(centre.registry, PASSPHRASE, MOMENT + 2 * DAY, CLERK, drop_old_root=True)
    issuer = setup.open_keys(centre.registry, PASSPHRASE).office_authority
    assert enrolment.renew(centre.registry, path, issuer, MOMENT + 3 * DAY, CLERK).office_code == A


def test_a_withdrawn_key_is_never_certified_again(centre: Centre, desk: Desk) -> None:
    """P2 P7 CEN-28: whoever has it has it still; the fingerprint read out by telephone does not change that."""
    desk.take(certify(centre, desk))
    serials = enrolment.valid_serials(centre.registry, A)
    authorities.revoke(centre.registry, centre.keys.office_authority, serials, "keyCompromise", MOMENT, CLERK)
    rows = len(centre.rows(tables.certificate))
    with pytest.raises(PhromError, match="CEN-28"):
        certify(centre, desk)
    assert len(centre.rows(tables.certificate)) == rows


def test_the_centre_renews_its_own_certificates_before_they_end(centre: Centre) -> None:
    """P2: desk and trust signer keep their keys; what they sign after their first two years is believed."""
    later = MOMENT + 500 * DAY
    before = setup.open_keys(centre.registry, PASSPHRASE).desk
    authorities.renew_lists(centre.registry, PASSPHRASE, later, CLERK)
    after = setup.open_keys(centre.registry, PASSPHRASE).desk
    assert trust_keys.spki_sha256(after.certificate) == trust_keys.spki_sha256(before.certificate)
    assert read_certificate(after.certificate).not_after == later + 730 * DAY
    much_later = MOMENT + 800 * DAY
    authorities.renew_lists(centre.registry, PASSPHRASE, much_later, CLERK)
    again = setup.open_keys(centre.registry, PASSPHRASE).desk
    assert again.certificate == after.certificate  # not within a year of its end
    path = bundles.issue_bundle(centre.registry, PASSPHRASE, much_later, CLERK).files[0]
    verify(path, read_trust_folder(centre.folder / "trust"), much_later).close()
