"""Disk full or stick pulled at every single write: the old state or the complete file, and the next try succeeds (6.8).

Kills of the whole process at every write: `tests/e2e/test_kill_signing.py`.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.central import intake, log, receipts, tables
from desktop_app.errors import PhromError
from desktop_app.office import sealing
from desktop_app.office.assessment import Assessment
from desktop_app.office.opening import open_assessment
from desktop_app.office.receipts import take_answer
from desktop_app.office.records import State
from desktop_app.office.rounds import open_round
from desktop_app.office.signing import export, sealed_package, sealed_path, sign
from desktop_app.office.store import OfficeStore, open_store
from desktop_app.package.kinds import PackageType
from desktop_app.package.refusal import PackageRefused
from desktop_app.package.seal import write_package
from desktop_app.package.verify import verify
from desktop_app.submission.answers import BANGKOK
from desktop_app.submission.compose import Signatory
from tests.central.central_world import CLERK
from tests.hostile.centre import Ground, make_ground
from tests.hostile.failing_disk import MODES, Disk, disks
from tests.hostile.meaning_cases import GOOD, draft_of
from tests.hostile.spoiler import build
from tests.office.office_world import CIO, Clock, Office, round_package
from tests.simulator.world import AUDIENCE, MOMENT, SIGNED_AT, World, world

modes = pytest.mark.parametrize("mode", MODES)
earlier = pytest.mark.parametrize("before", [None, b"earlier"], ids=["nothing there", "an earlier file there"])
SIGNATORY = Signatory(CIO, "ผู้บริหาร")


@pytest.fixture(scope="module", autouse=True)
def _one_report() -> Iterator[None]:
    """The same answers are printed and signed once; what is tried here is what happens to files."""
    made: dict[str, bytes] = {}
    real = sealing._signed_report

    def remembered(report, signer, moment):  # type: ignore[no-untyped-def]
        if report.fingerprint not in made:
            made[report.fingerprint] = real(report, signer, moment)
        return made[report.fingerprint]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "_signed_report", remembered)
        yield


def is_whole(path: Path) -> bool:
    with verify(path, world().trust, MOMENT) as package:
        return bool(package.payload)


def check_target(target: Path, before: bytes | None) -> bool:
    """The old state or the complete new file; tells whether it is the new one."""
    if not target.exists():
        assert before is None
        return False
    return target.read_bytes() != before and is_whole(target)


def no_leftovers(folder: Path) -> None:
    """On a disk that is only full, what could not be finished is gone."""
    assert [path for path in folder.rglob("*") if path.suffix in (".part", ".new")] == []


@contextmanager
def expected(disk: Disk) -> Iterator[list[PhromError]]:
    """Only a sentence may come out, in both languages, and only where the disk failed."""
    told: list[PhromError] = []
    try:
        with disk.failing():
            yield told
    except PhromError as problem:
        told.append(problem)
        assert disk.failed
        assert problem.message("th") and problem.message("en") and problem.remedy("th")


@modes
@earlier
def test_writing_a_package(mode: str, before: bytes | None, world: World, quick: Path) -> None:
    """P3 P7: `write_package` at each of its writes."""
    kind, signer = PackageType.RETURN, world.central()
    for disk in disks(mode):
        folder = quick / f"write-{mode}-{before}-{disk.at}"
        folder.mkdir()
        target = folder / "x.asice"
        if before is not None:
            target.write_bytes(before)
        with expected(disk):
            write_package(target, kind, world.payload(kind), {}, signer, SIGNED_AT)
        assert check_target(target, before) or disk.failed
        if mode == "full":
            no_leftovers(folder)
        write_package(target, kind, world.payload(kind), {}, signer, SIGNED_AT)
        assert is_whole(target)
        no_leftovers(folder)


@pytest.fixture(name="office", scope="module")
def _office(quick: Path, world: World) -> dict[str, Path]:
    """Data folders by state, `ready` and `signed`; copied for each try."""
    office = Office(quick / "ready", round_package(world, quick), world, Clock())
    office.answer_all()
    office.assessment.make_ready()
    office.store.close(backup=False)
    signed = shutil.copytree(office.folder, quick / "signed")
    with opened(signed) as work:
        signing(work)
    return {"ready": office.folder, "signed": signed}


@contextmanager
def opened(folder: Path) -> Iterator[Assessment]:
    store = open_store(folder, clock=lambda: SIGNED_AT)
    try:
        yield open_assessment(store, store.works()[0].id, clock=lambda: SIGNED_AT, zone=BANGKOK, who=CIO)
    finally:
        store.close(backup=False)


def signing(work: Assessment) -> None:
    sign(work, world().office(), SIGNATORY, SIGNED_AT, audience=AUDIENCE, trust=world().trust)


def sealed_of(store: OfficeStore) -> int:
    return len([one for one in store.packages() if one.direction == "sealed"])


@modes
def test_signing(mode: str, office: dict[str, Path], quick: Path) -> None:
    """U5 P3: ready without a package, or signed with the whole file; tried again it is signed, number 1."""
    ended = set()
    for disk in disks(mode):
        folder = shutil.copytree(office["ready"], quick / f"sign-{mode}-{disk.at}")
        with opened(folder) as work:
            with expected(disk) as told:
                signing(work)
            ended.add(work.state)
            assert work.state is (State.READY if told else State.SIGNED)
            assert sealed_of(work.store) == (0 if told else 1)
            if mode == "full":
                no_leftovers(folder)
        with opened(folder) as work:  # as it stands on the disk, for another day
            if work.state is State.READY:
                signing(work)
            package = sealed_package(work, 1)
            assert (work.state, package.seq, sealed_of(work.store)) == (State.SIGNED, 1, 1)
            assert is_whole(sealed_path(work, package))
        shutil.rmtree(folder)
    assert ended == {State.READY, State.SIGNED}


def test_a_store_that_is_full_when_signing(office: dict[str, Path], quick: Path) -> None:
    """U5: the package was written and its row could not be: still ready, and the next try makes both."""
    folder = shutil.copytree(office["ready"], quick / "sign-store")
    with opened(folder) as work:
        connection, store = work.store._db.conn, work.store
        connection.execute(f"PRAGMA max_page_count = {connection.execute('PRAGMA page_count').fetchone()[0]}")
        (release,) = store.packages()
        with pytest.raises(PhromError, match="OFF-03"):  # until not one more row of this table finds a place
            for number in range(1000):
                store.add_package(replace(release, package_id=f"{number:064x}"))
        with pytest.raises(PhromError) as raised:
            signing(work)
        assert raised.value.code == "OFF-03"
        assert (work.state, sealed_of(work.store)) == (State.READY, 0)
        connection.execute("PRAGMA max_page_count = 1000000")
        signing(work)
        assert (work.state, sealed_package(work, 1).seq) == (State.SIGNED, 1)
        assert is_whole(sealed_path(work, sealed_package(work, 1)))


@modes
@earlier
def test_exporting(mode: str, before: bytes | None, office: dict[str, Path], quick: Path) -> None:
    """U5 U13: the stick holds what it held or the whole file; exported is said only of a whole one."""
    for disk in disks(mode):
        folder = shutil.copytree(office["signed"], quick / f"export-{mode}-{before}-{disk.at}")
        target = folder / "stick" / "x.asice"
        target.parent.mkdir()
        if before is not None:
            target.write_bytes(before)
        with opened(folder) as work:
            with expected(disk):
                export(work, target)
            new = check_target(target, before)
            assert work.state is State.SIGNED or new
            assert new or disk.failed
            if mode == "full":
                no_leftovers(folder)
            package = export(work, target)
            assert (work.state, is_whole(target)) == (State.EXPORTED, True)
            assert target.read_bytes() == sealed_path(work, package).read_bytes()
        shutil.rmtree(folder)


@modes
def test_taking_a_receipt(mode: str, office: dict[str, Path], quick: Path) -> None:
    """P4: not taken, or taken with its file; the same receipt again is taken."""
    receipt = quick / f"receipt-{mode}.asice"
    with opened(office["signed"]) as work:
        sent = sealed_package(work, 1)
        facts = {"package_id": sent.package_id, "file_sha256": sent.file_sha256, "submission_id": work.work.id}
    world().write(receipt, PackageType.RECEIPT, **facts)
    for disk in disks(mode):
        folder = shutil.copytree(office["signed"], quick / f"take-{mode}-{disk.at}")
        with opened(folder) as work:
            with expected(disk):
                take_answer(work.store, receipt, world().trust, MOMENT, CIO)
            work.reload()
            taken = [one for one in work.store.packages(work.work.id) if one.direction == "received"]
            assert work.state is (State.RECEIVED if taken else State.SIGNED)
            assert taken or disk.failed
            assert all(is_whole(folder / "packages" / one.file_name) for one in taken)
            if mode == "full":
                no_leftovers(folder)
            assert take_answer(work.store, receipt, world().trust, MOMENT, CIO).state is State.RECEIVED
        shutil.rmtree(folder)


@modes
def test_opening_a_round(mode: str, world: World, quick: Path) -> None:
    """Q6: no release, or the release with its file; tried again it is there."""
    package = round_package(world, quick)
    for disk in disks(mode):
        folder = quick / f"round-{mode}-{disk.at}"
        with open_store(folder, clock=Clock()) as store:
            with expected(disk) as told:
                open_round(store, package, world.trust, MOMENT)
            assert len(store.releases()) == (0 if told else 1)
            release = open_round(store, package, world.trust, MOMENT)
            assert is_whole(folder / "packages" / f"{release.package_id}.asice")


@pytest.fixture(name="ground", scope="module")
def _ground(quick: Path) -> Ground:
    folder = quick / "ground"
    folder.mkdir()
    ground = make_ground(folder)
    ground.centre.package("good").write_bytes(build(draft_of(GOOD, ground.release, world())))
    return ground


@modes
def test_importing(mode: str, ground: Ground, quick: Path) -> None:
    """K1 K2: failed with nothing loaded, or one row with the whole file; offered again it is one row."""
    stick = ground.centre.package("good")
    for disk in disks(mode):
        centre = ground.centre.copy(quick / f"import-{mode}-{disk.at}")
        registry = centre.registry
        with expected(disk):
            done = list(intake.import_paths(registry, [stick], MOMENT, CLERK, 0))
            assert [one.code for one in done] == ["OK"] or (disk.failed and done[0].code in ("SYS_IO", "SYS_DB"))
        rows = centre.rows(tables.submission)
        assert rows or disk.failed
        assert all(is_whole(registry.folders.archived(row["package_id"])) for row in rows)
        assert centre.offer(stick, moment=MOMENT)[0].code == ("DUPLICATE" if rows else "OK")
        (row,) = centre.rows(tables.submission)
        assert is_whole(registry.folders.archived(row["package_id"]))
        assert len(list(log.read_lines(registry.folders.log))) == log.count(registry)
        centre.close()
        shutil.rmtree(centre.folder)


@modes
def test_issuing_a_receipt(mode: str, ground: Ground, quick: Path) -> None:
    """P4: due without a whole file, or issued with it; the next run has issued one receipt, number 4 of the desk."""
    ready = ground.centre.copy(quick / f"receipts-{mode}")
    assert ready.offer("good", moment=MOMENT)[0].code == "OK"
    ready.close()
    for disk in disks(mode):
        centre = ready.copy(quick / f"receipts-{mode}-{disk.at}")
        with expected(disk):
            list(receipts.issue_receipts(centre.registry, centre.keys.desk, AUDIENCE, MOMENT, CLERK))
        (row,) = centre.rows(tables.receipt)
        assert row["receipt_package_id"] or disk.failed
        if mode == "full":
            no_leftovers(centre.folder)
        list(receipts.issue_receipts(centre.registry, centre.keys.desk, AUDIENCE, MOMENT, CLERK))
        (row,) = centre.rows(tables.receipt)
        (path,) = (centre.folder / "receipts").glob("*-accepted-*.asice")
        with verify(path, world().trust, MOMENT) as package:
            assert (package.package_id, package.payload["seq"]) == (row["receipt_package_id"], 4)
        log.write_lines(centre.registry)  # as the next act does first: lines that the disk refused follow
        assert len(list(log.read_lines(centre.registry.folders.log))) == log.count(centre.registry)
        centre.close()
        shutil.rmtree(centre.folder)


def test_a_refusal_of_the_disk_is_one_of_the_formats_codes(world: World, quick: Path) -> None:
    """P7: SYS_IO with the system's own reason, source untouched, try again."""
    kind = PackageType.RETURN
    with pytest.raises(PackageRefused) as refused, Disk(2, "full").failing():
        write_package(quick / "full.asice", kind, world.payload(kind), {}, world.central(), SIGNED_AT)
    assert (refused.value.code, refused.value.disposition) == ("SYS_IO", "R")
    assert "No space left" in refused.value.message("th")
