"""Which files are the same package, whose it is, and what is never looked into (threats 6.1, 6.3 to 6.5, 6.8)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop_app.central import inspect, intake, tables
from desktop_app.central.coverage import coverage
from desktop_app.central.enrolment import record_certificate
from desktop_app.central.inspect import Inspected, Inspector
from desktop_app.central.intake import FileDone
from desktop_app.package import staging
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.verify import verify
from desktop_app.trust import authority
from desktop_app.trust.names import make_subject
from desktop_app.trust.roles import Role
from desktop_app.trust.signer import Signer
from tests.central.central_world import CLERK, Centre
from tests.hostile import signature_cases
from tests.hostile.centre import DAY, Ground, make_ground
from tests.hostile.meaning_cases import FILE, GOOD, MeaningCase, draft_of, evidence
from tests.hostile.spoiler import Draft, build, unrepaired
from tests.simulator.world import MOMENT, SIGNED_AT, START, World, test_key, world
from tests.submission.submission_world import sha256


@pytest.fixture(name="ground", scope="module")
def _ground(quick: Path) -> Ground:
    return make_ground(quick)


@pytest.fixture(name="centre")
def _centre(ground: Ground, quick: Path, tmp_path: Path) -> Iterator[Centre]:
    """The centre before the first import, free to be changed."""
    copied = ground.centre.copy(quick / tmp_path.name)
    yield copied
    copied.close()


@pytest.fixture(name="good")
def _good(ground: Ground, world: World) -> Draft:
    """A submission that is accepted."""
    return draft_of(GOOD, ground.release, world)


def offer(centre: Centre, *packages: bytes | Path) -> list[FileDone]:
    """Offer these files one by one, in order."""
    done = []
    for number, package in enumerate(packages):
        path = package
        if isinstance(package, bytes):
            path = centre.folder / f"offered-{number}.asice"
            path.write_bytes(package)
        assert isinstance(path, Path)
        done += centre.offer(path, moment=MOMENT)
    return done


def codes(done: list[FileDone]) -> list[str]:
    return [one.code for one in done]


def signed_by(good: Draft, signer: Signer) -> bytes:
    """The very same manifest under another signature."""
    return build(replace(good, signer=signer))


def renewed(office: str = "50-001") -> Signer:
    """The next certificate of an office, for a new key."""
    key = test_key(f"renewed-{office}")
    subject = make_subject("หน่วยงานตัวอย่าง", "เจ้าหน้าที่ตัวอย่าง", office)
    leaf = authority.issue_leaf(world().office_ca, key.public_key(), subject, (Role.OFFICE,), START + DAY)
    return Signer(leaf, world().office_ca.certificate, key)


def register(centre: Centre, signer: Signer, office: str) -> None:
    with centre.registry.writing() as connection:
        record_certificate(connection, office, signer.certificate, START + DAY)


def one_row(centre: Centre) -> None:
    """One submission, one receipt due, one file in the archive, none set aside."""
    assert len(centre.rows(tables.submission)) == 1
    assert [row["verdict"] for row in centre.rows(tables.receipt)] == ["accepted"]
    assert centre.files("held") == centre.files("quarantine") == centre.files("staging") == set()


def test_the_twin_of_a_signature_is_a_duplicate(centre: Centre, good: Draft) -> None:
    """P7 K1: (r, n − s) is another file and the same package: one row, the receipt of the first (T4)."""
    first = build(good)
    second = build(good, "signature", signature_cases.other_value(signature_cases.twin))
    assert sha256(first) != sha256(second)
    assert codes(offer(centre, first, second)) == ["OK", "DUPLICATE"]
    one_row(centre)


def test_the_same_manifest_signed_again_is_a_duplicate(centre: Centre, good: Draft) -> None:
    """P7 K1: by the same key at another second, and by the office's renewed key."""
    later = build(replace(good, signed_at=SIGNED_AT + DAY))
    register(centre, renewed(), "50-001")
    by_new_key = signed_by(good, renewed())
    assert codes(offer(centre, build(good), later, by_new_key)) == ["OK", "DUPLICATE", "DUPLICATE"]
    one_row(centre)


def test_another_offices_signature_on_an_archived_package_is_for_a_person(centre: Centre, good: Draft) -> None:
    """P7 P4: it is held and shown, changes nothing, and brings the true office no second, contrary receipt."""
    stolen = signed_by(good, world().office("10-001"))
    assert codes(offer(centre, build(good), stolen)) == ["OK", "OFFICE_MISMATCH"]
    assert centre.files("held") == {f"{sha256(stolen)}.asice"}
    assert len(centre.rows(tables.submission)) == 1
    assert [row["verdict"] for row in centre.rows(tables.receipt)] == ["accepted"]


def test_a_forgery_first_never_blocks_the_true_package(centre: Centre, good: Draft) -> None:
    """P7 K2: a changed copy, one under another office's key and one of a stranger come first; the true one loads."""
    changed = unrepaired(good, "files", lambda files: {**files, FILE: files[FILE] + b" "})
    stolen, strange = signed_by(good, world().office("10-001")), signed_by(good, world("other").office())
    done = offer(centre, changed, stolen, strange, build(good))
    assert codes(done) == ["DIGEST", "OFFICE_MISMATCH", "TRUST_UNKNOWN_CA", "OK"]
    assert len({one.package_id for one in done}) == 1
    assert [row["package_id"] for row in centre.rows(tables.submission)] == [done[-1].package_id]


def test_a_changed_copy_of_an_archived_package_is_refused_not_a_duplicate(centre: Centre, good: Draft) -> None:
    """P7: the manifest alone is no identity; its files must be the listed ones (the twin of the cases above)."""
    changed = unrepaired(good, "files", lambda files: {**files, FILE: files[FILE] + b" "})
    assert codes(offer(centre, build(good), changed)) == ["OK", "DIGEST"]


def test_one_file_in_two_folders_is_one_row(centre: Centre, good: Draft) -> None:
    """K1: two sticks, one import."""
    offered = centre.folder / "offered"
    for name in ("stick-1", "stick-2"):
        (offered / name).mkdir(parents=True)
        (offered / name / "x.asice").write_bytes(build(good))
    assert codes(centre.offer(offered, moment=MOMENT)) == ["OK", "DUPLICATE"]
    one_row(centre)


def test_an_office_is_known_by_its_key_and_named_by_the_roster(centre: Centre, ground: Ground) -> None:
    """P7 K3: another office's name and code in a certificate change nothing: its key is its office."""
    subject = make_subject("กรมตัวอย่าง", "เจ้าหน้าที่ตัวอย่าง", "10-001")
    key = test_key("look-alike")
    leaf = authority.issue_leaf(world().office_ca, key.public_key(), subject, (Role.OFFICE,), START)
    false = Signer(leaf, world().office_ca.certificate, key)
    register(centre, false, "50-001")
    case = replace(GOOD, signer=lambda _: false)
    (done,) = offer(centre, build(draft_of(case, ground.release, world())))
    assert (done.code, done.office_code) == ("OK", "50-001")
    (row,) = centre.rows(tables.submission)
    assert row["office_code"] == "50-001"
    with centre.registry.reading() as connection:
        table = tables.office.c
        name = connection.execute(select(table.office_name_th).where(table.office_code == "50-001")).scalar_one()
    assert name == "สำนักงานจังหวัดตัวอย่าง"
    missing = {one.office_code for one in coverage(centre.registry, "2569").missing}
    assert missing == {"10-001"}


HOSTILE_ZIP = b"PK\3\4" + bytes(26) + b"not to be opened"


def test_a_zip_inside_evidence_stays_closed(centre: Centre, ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """P7: a workbook among the evidence is bytes with a digest; nothing unpacks anything during an import."""
    name = "evidence/a1_file-01.xlsx"
    change = evidence(path=name, sha256=sha256(HOSTILE_ZIP), size=len(HOSTILE_ZIP))

    def both(payload: dict[str, object]) -> dict[str, object]:
        answers = {**payload["answers"], "/data/a/a1_file": [name]}  # type: ignore[dict-item]
        return {**change(payload), "answers": answers}

    package = build(draft_of(MeaningCase("", "OK", both, {name: HOSTILE_ZIP}), ground.release, world()))

    def opened(*_: object, **__: object) -> None:
        raise AssertionError("evidence was opened")

    monkeypatch.setattr(zipfile.ZipFile, "__init__", opened)
    (done,) = offer(centre, package)
    assert done.code == "OK"
    assert [row["sha256"] for row in centre.rows(tables.evidence)] == [sha256(HOSTILE_ZIP)]


class Swapping(Inspector):
    """Right after its check the source becomes another file."""

    def inspect(self, path: Path) -> Inspected:
        found = super().inspect(path)
        path.write_bytes(b"something else")
        return found


def test_a_file_swapped_after_its_check_is_loaded_as_it_was_checked(centre: Centre, good: Draft) -> None:
    """P7: what is archived is the private copy, whatever lies on the stick by then (6.8)."""
    stick, whole = centre.folder / "stick.asice", build(good)
    stick.write_bytes(whole)
    (done,) = intake.import_paths(centre.registry, [stick], MOMENT, CLERK, 0, Swapping)
    assert done.code == "OK"
    assert stick.read_bytes() == b"something else"
    assert centre.registry.folders.archived(done.package_id).read_bytes() == whole
    (row,) = centre.rows(tables.submission)
    assert row["file_sha256"] == sha256(whole)


def test_long_paths_and_read_only_files_are_taken(centre: Centre, good: Draft) -> None:
    """P7 K1: an outer name says nothing; Thai, a path of more than 260 characters, a file nobody may write."""
    folder = centre.folder / "ที่ส่งมา" / "ชั้น" / ("ก" * 80) / ("ข" * 80) / ("ค" * 80)
    folder.mkdir(parents=True)
    path = folder / f"{'ฉบับ' * 15}.asice"
    assert len(str(path)) > 260
    path.write_bytes(build(good))
    path.chmod(0o400)
    folder.chmod(0o500)
    try:
        assert codes(centre.offer(centre.folder / "ที่ส่งมา", moment=MOMENT)) == ["OK"]
        assert path.read_bytes() == build_bytes(centre)
    finally:
        folder.chmod(0o700)
    one_row(centre)


def build_bytes(centre: Centre) -> bytes:
    (row,) = centre.rows(tables.submission)
    return centre.registry.folders.archived(row["package_id"]).read_bytes()


@pytest.mark.parametrize(("limit", "code"), [(0, "OK"), (-1, "LIMIT")])
def test_the_largest_file(limit: int, code: str, tmp_path: Path, good: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    """P7: a file as large as the limit is read, one byte more is not copied further."""
    path = tmp_path / "x.asice"
    path.write_bytes(build(good))
    monkeypatch.setattr(staging, "MOST_FILE", path.stat().st_size + limit)
    try:
        verify(path, world().trust, MOMENT, staging=tmp_path).close()
        found = "OK"
    except PackageRefused as refused:
        found = refused.code
    assert found == code


def test_a_file_over_the_limit_is_set_aside(centre: Centre, good: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    """P7 K2: it is quarantined like any other, and the good one beside it loads."""
    large, whole = bytes(200_000), build(good)
    for module in (inspect, staging):
        monkeypatch.setattr(module, "MOST_FILE", len(large) - 1)
    done = offer(centre, large, whole)
    assert [(one.state, one.code) for one in done] == [("refused", "LIMIT"), ("accepted", "OK")]
    assert centre.files("quarantine") == {f"{sha256(large)}.asice"}
