"""Importing: each file ends in one state with a reason, and no file harms another (K1, K2, P7)."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.central import authorities, bundles, enrolment, intake, log, tables
from desktop_app.central.intake import FileDone
from desktop_app.central.registry import Registry
from desktop_app.errors import PhromError
from desktop_app.package.kinds import PackageType
from desktop_app.package.seal import write_package
from desktop_app.package.verify import verify
from tests.central.central_world import CLERK, LATE, MOMENT, ROUND, SIGNED, A, Centre, enrol, make_centre, seal
from tests.central.dying import Dying

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
BUDDHIST = MOMENT.replace(year=MOMENT.year + 543)


def ends(done: list[FileDone]) -> list[tuple[str, str, str]]:
    return [(one.name, one.state, one.code) for one in done]


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_accepted_package_is_archived_as_it_came(centre: Centre) -> None:
    """K1: the file lies under its package id, byte for byte; the row names its digest; staging is empty."""
    (done,) = centre.offer("a1")
    assert (done.state, done.code, done.office_code, done.number, done.total) == ("accepted", "OK", A, 1, 1)
    archived = centre.registry.folders.archived(done.package_id)
    assert archived.read_bytes() == centre.package("a1").read_bytes()
    assert centre.rows(tables.submission)[0]["file_sha256"] == sha256(archived)
    assert centre.files("staging") == set()


def test_what_is_loaded_is_what_was_signed(centre: Centre) -> None:
    """K1 S7: answers, reasons and every node of the score stand in the registry as in the package."""
    centre.offer("b1")
    with verify(centre.package("b1"), centre.trust, MOMENT) as package:
        payload = package.payload
    answers = {row["ref"]: row["text"] for row in centre.rows(tables.answer)}
    assert answers == {ref: str(value) for ref, value in payload["answers"].items()}
    assert {row["ref"]: row["text"] for row in centre.rows(tables.reason)} == payload["reasons"]
    nodes = [
        {"id": row["node"], "exact": row["exact"], "shown": row["shown"], "state": row["state"]}
        for row in centre.rows(tables.score, tables.score.c.position)
    ]
    assert nodes == [
        {key: node[key] for key in ("id", "exact", "shown", "state")} for node in payload["score"]["nodes"]
    ]


def test_importing_twice_adds_nothing(centre: Centre) -> None:
    """K1: the second time every file is a duplicate that names the day of the first; no table changes."""
    centre.offer("a1", "b1")
    before = {name: centre.rows(table) for name, table in tables.metadata.tables.items() if name != "intake_log"}
    again = centre.offer("a1", "b1", moment=LATE)
    assert ends(again) == [("a1.asice", "duplicate", "DUPLICATE"), ("b1.asice", "duplicate", "DUPLICATE")]
    assert "10 มิถุนายน 2569" in again[0].message["th"]
    after = {name: centre.rows(table) for name, table in tables.metadata.tables.items() if name != "intake_log"}
    assert after == before
    assert centre.files("staging") == set()


def test_what_was_taken_stays_taken(centre: Centre) -> None:
    """K1 P2: the same file again, after the lists ran out, is a duplicate and not a reason to worry."""
    centre.offer("a1")
    assert ends(centre.offer("a1", moment=MOMENT.replace(month=12))) == [("a1.asice", "duplicate", "DUPLICATE")]


def test_the_deadline_counts_to_the_second(centre: Centre) -> None:
    """K2: at the closing second a package is in time, a second later it is late, flagged and counted."""
    (done,) = centre.offer("a1", moment=LATE)
    assert (done.state, done.code) == ("late", "OK")
    assert centre.rows(tables.submission)[0]["flags"] == '["LATE"]'
    (in_time,) = centre.offer("b1", moment=LATE.replace(second=59, minute=59, hour=16))
    assert in_time.state == "accepted"


def resealed(centre: Centre, name: str, target: str, **changes: object) -> Path:
    """A package's content signed again by its own office, some fields changed."""
    with verify(centre.package(name), centre.trust, MOMENT) as good:
        files = {one: good.read(one) for one in good.names if one != PackageType.SUBMISSION.payload}
        payload = {**good.payload, **changes}
    path = centre.folder / f"{target}.asice"
    write_package(path, PackageType.SUBMISSION, payload, files, centre.offices[A], SIGNED)
    return path


def spoilt(centre: Centre, kind: str) -> Path:
    """A file that must not be loaded."""
    path = centre.folder / f"{kind}.asice"
    content = bytearray(centre.package("a1").read_bytes())
    if kind == "flipped":
        content[len(content) // 2] ^= 1
    elif kind == "text":
        content = bytearray("เรียน ส่วนกลาง".encode())
    elif kind == "empty":
        content = bytearray()
    elif kind == "cut":
        del content[len(content) // 2 :]
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", ["flipped", "text", "empty", "cut"])
def test_a_refused_file_lies_in_quarantine_under_the_digest_of_its_bytes(centre: Centre, kind: str) -> None:
    """K2 P7: refused files are kept, never loaded, and get no receipt."""
    path = spoilt(centre, kind)
    (done,) = centre.offer(path)
    assert done.state == "refused"
    assert centre.files("quarantine") == {f"{sha256(path)}.asice"}
    assert centre.rows(tables.submission) == []
    assert centre.rows(tables.receipt) == []
    assert centre.rows(tables.intake_log, tables.intake_log.c.log_index)[-1]["code"] == done.code


def test_another_offices_key_is_held_for_a_person(centre: Centre) -> None:
    """K2 P7: the roster decides by key; the file is kept with the held ones, and the true package still loads."""
    with verify(centre.package("b1"), centre.trust, MOMENT) as good:
        files = {one: good.read(one) for one in good.names if one != PackageType.SUBMISSION.payload}
        path = centre.folder / "stolen.asice"
        write_package(path, PackageType.SUBMISSION, good.payload, files, centre.offices[A], SIGNED)
    (done,) = centre.offer(path)
    assert (done.state, done.code) == ("held", "OFFICE_MISMATCH")
    assert centre.files("held") == {f"{sha256(path)}.asice"}
    assert ends(centre.offer("b1")) == [("b1.asice", "accepted", "OK")]


def test_a_key_that_no_office_has_is_held(centre: Centre, tmp_path: Path) -> None:
    """K2: a certificate of ours that the registry does not know belongs to nobody here."""
    elsewhere = centre.copy(tmp_path / "elsewhere")
    stranger = enrol(elsewhere.registry, centre.keys, A)
    elsewhere.registry.close()
    path = seal(centre, "stranger", A, signer=stranger, revision=7).path
    (done,) = centre.offer(path)
    assert (done.state, done.code) == ("held", "OFFICE_UNKNOWN")


def test_a_score_that_does_not_follow_from_the_answers_is_held(centre: Centre) -> None:
    """S7 K2: central recomputes; both figures stand in the message."""
    with verify(centre.package("a1"), centre.trust, MOMENT) as good:
        score = {**good.payload["score"], "total": {"exact": "99/1", "shown": "99.00"}}
    (done,) = centre.offer(resealed(centre, "a1", "raised", score=score))
    assert (done.state, done.code) == ("held", "SCORE_MISMATCH")
    assert "99.00" in done.message["th"]
    assert centre.rows(tables.submission) == []


def test_a_form_that_is_not_here_yet_waits_and_is_taken_when_offered_again(
    centre: Centre, made: Centre, tmp_path: Path
) -> None:
    """K2: waiting files are kept; once their form is here they load, and the waiting copy goes away."""
    bare = make_centre(tmp_path / "bare", offices=())
    try:
        (foreign,) = bare.offer(made.package("a1"))
        assert (foreign.state, foreign.code) == ("refused", "TRUST_UNKNOWN_CA")
    finally:
        bare.registry.close()
    path = resealed(centre, "a1", "ahead", form_version=2, form_sha256="0" * 64)
    (done,) = centre.offer(path)
    assert (done.state, done.code) == ("waiting", "FORM_UNKNOWN")
    kept = f"{sha256(path)}.asice"
    assert centre.files("held") == {kept}
    shutil.copy(centre.package("a1"), centre.folder / "held" / f"{sha256(centre.package('a1'))}.asice")
    assert {one.code for one in centre.offer(centre.folder / "held")} == {"OK", "FORM_UNKNOWN"}
    assert centre.files("held") == {kept}


def test_a_list_that_has_run_out_makes_files_wait_not_crash(centre: Centre) -> None:
    """K2 P2: after the lists have run out submissions wait; the form itself is judged by its own day."""
    (done,) = centre.offer("a1", moment=MOMENT.replace(month=12))
    assert (done.state, done.code) == ("waiting", "TRUST_CRL_STALE")


def test_a_package_of_another_kind_is_refused(centre: Centre) -> None:
    """K2 P7: a form release offered as a submission is no submission."""
    (release,) = (centre.folder / "packages").rglob("*.asice")
    (done,) = centre.offer(release)
    assert (done.state, done.code) == ("refused", "ROLE")


def test_one_bad_file_among_many_stops_nobody(centre: Centre) -> None:
    """K1: in worker processes, too, every file gets its own state, and each fact counts on."""
    bad = spoilt(centre, "flipped")
    done = centre.offer("a1", bad, "b1", "c1", "d1", workers=2)
    assert sorted(one.state for one in done) == ["accepted"] * 4 + ["refused"]
    assert [one.number for one in done] == [1, 2, 3, 4, 5]
    assert intake.tally(done) == {"OK": 4, next(one.code for one in done if one.state == "refused"): 1}


def test_copies_of_an_import_that_was_killed_are_removed_by_the_next(centre: Centre) -> None:
    """K1 P6: after a day, so that another import under way keeps its own; they may hold what was decrypted."""
    for name, age in (("killed", 2 * DAY), ("running", DAY / 24)):
        folder = centre.registry.folders.staging / name
        folder.mkdir()
        (folder / "copy.asice").write_bytes(b"open")
        moment = (MOMENT - age).timestamp()
        os.utime(folder, (moment, moment))
    centre.offer("a1")
    assert centre.files("staging") == {"copy.asice"}
    assert (centre.registry.folders.staging / "running").is_dir()


@pytest.mark.parametrize(
    "names",
    [["ends"], ["a1", "ends", "fails", "b1", "c1"], ["a1", "spins", "b1", "grows", "c1"]],
    ids=["alone", "among others", "beyond time and memory"],
)
def test_a_worker_that_dies_costs_its_own_file_only(centre: Centre, names: list[str]) -> None:
    """K1 P7: death and bug of a check are CRASH for that file, which is set aside; the others load."""
    folder = centre.folder / "offered"
    folder.mkdir()
    for name in names:
        source = centre.package(name) if name in ("a1", "b1", "c1") else centre.package("d1")
        shutil.copy(source, folder / f"{name}.asice")
    done = list(intake.import_paths(centre.registry, [folder], MOMENT, CLERK, 2, Dying))
    found = {one.name.removesuffix(".asice"): (one.state, one.code) for one in done}
    expected = {name: ("accepted", "OK") if len(name) == 2 else ("refused", "CRASH") for name in names}
    assert found == expected
    assert centre.files("quarantine") == {f"{sha256(centre.package('d1'))}.asice"}


def test_a_bug_in_a_check_costs_its_own_file_without_workers_too(centre: Centre) -> None:
    """K1: the boundary is around each file."""
    path = centre.folder / "fails.asice"
    shutil.copy(centre.package("d1"), path)
    done = list(intake.import_paths(centre.registry, [path, centre.package("a1")], MOMENT, CLERK, 0, Dying))
    assert [one.code for one in done] == ["CRASH", "OK"]


def test_a_source_that_cannot_be_read_failed_and_may_be_offered_again(centre: Centre) -> None:
    """K2: state failed with the system's reason; nothing was stored."""
    stick = centre.folder / "stick.asice"
    shutil.copy(centre.package("b1"), stick)
    facts = intake.import_paths(centre.registry, [centre.package("a1"), stick], MOMENT, CLERK, 0)
    next(facts)
    stick.unlink()
    (done,) = facts
    assert (done.state, done.code) == ("failed", "SYS_IO")
    assert "No such file" in done.message["en"]
    assert len(centre.states()) == 1


def test_a_database_that_refuses_one_file_fails_that_file_only(centre: Centre) -> None:
    """K2: SYS_DB, rolled back, nothing of it stays; offered again it loads."""
    with centre.registry.writing() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON submission WHEN NEW.office_code = '10-002' "
            "BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
        )
    done = centre.offer("a1", "b1", "c1")
    assert [one.code for one in done] == ["OK", "SYS_DB", "OK"]
    assert done[1].state == "failed"
    assert "disk is full" in done[1].message["en"]
    assert len(centre.states()) == 2
    with centre.registry.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")
    assert ends(centre.offer("b1")) == [("b1.asice", "accepted", "OK")]


def test_an_archive_that_cannot_be_written_fails_that_file_only(centre: Centre) -> None:
    """K2: SYS_IO is logged, no row speaks of a file that is not there."""
    with verify(centre.package("a1"), centre.trust, MOMENT) as package:
        target = centre.registry.folders.archived(package.package_id)
    target.parent.write_text("a file where a folder should be")
    done = centre.offer("a1", "b1")
    assert [(one.state, one.code) for one in done] == [("failed", "SYS_IO"), ("accepted", "OK")]
    target.parent.unlink()
    assert ends(centre.offer("a1")) == [("a1.asice", "accepted", "OK")]


def test_a_held_file_stays_until_its_row_is_safe(centre: Centre) -> None:
    """K2 P7: SYS_DB leaves all as it was: what was held may be the only copy, and is there to be offered again."""
    bundles.set_form_state(centre.registry, ROUND, 1, "closed", MOMENT, CLERK)
    assert [one.code for one in centre.offer("a1")] == ["FORM_CLOSED"]
    bundles.set_form_state(centre.registry, ROUND, 1, "open", MOMENT, CLERK)
    held = centre.files("held")
    with centre.registry.writing() as connection:
        connection.exec_driver_sql(
            "CREATE TRIGGER full BEFORE INSERT ON intake_log BEGIN SELECT RAISE(ABORT, 'disk is full'); END"
        )
    assert [one.code for one in centre.offer(centre.folder / "held")] == ["SYS_DB"]
    assert centre.files("held") == held
    with centre.registry.writing() as connection:
        connection.exec_driver_sql("DROP TRIGGER full")
    assert [one.code for one in centre.offer(centre.folder / "held")] == ["OK"]
    assert centre.files("held") == set()


def test_what_an_import_cut_short_left_in_the_archive_is_replaced(centre: Centre) -> None:
    """K1 K8: a file that no row speaks of may be anybody's signature on the same manifest, or half a file."""
    with verify(centre.package("a1"), centre.trust, MOMENT) as package:
        target = centre.registry.folders.archived(package.package_id)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"left over")
    assert ends(centre.offer("a1")) == [("a1.asice", "accepted", "OK")]
    assert target.read_bytes() == centre.package("a1").read_bytes()


@pytest.mark.parametrize(("clock", "why"), [(MOMENT + DAY - HOUR, "before 2026-06-11 10:00"), (BUDDHIST, "Buddhist")])
def test_a_clock_that_cannot_be_right_judges_nothing(centre: Centre, clock: datetime, why: str) -> None:
    """P2 P7 CEN-27: set back, it would take what a withdrawn key signed; the person is told, nothing is recorded."""
    serials = enrolment.valid_serials(centre.registry, A)
    authorities.revoke(
        centre.registry, centre.keys.office_authority, serials, "keyCompromise", MOMENT + DAY, CLERK
    )  # fmt: skip
    before = log.count(centre.registry)
    with pytest.raises(PhromError, match="CEN-27") as told:
        centre.offer("a1", moment=clock)
    assert why in told.value.message("en")
    assert log.count(centre.registry) == before
    assert [one.code for one in centre.offer("a1", moment=MOMENT + DAY)] == ["TRUST_REVOKED"]


def test_a_clock_that_was_ahead_for_a_while_stops_nobody(centre: Centre) -> None:
    """K1: what only waits or was refused then was judged by no clock that others must follow."""
    assert [one.code for one in centre.offer("a1", moment=MOMENT + 200 * DAY)] == ["TRUST_CRL_STALE"]
    assert [one.code for one in centre.offer("a1")] == ["OK"]


def test_an_import_stopped_midway_goes_on_where_it_was(centre: Centre) -> None:
    """K1: stop after any file; dropping the same folder again finishes, and what was done is a duplicate."""
    paths = [centre.package(name) for name in ("a1", "b1", "c1")]
    facts = intake.import_paths(centre.registry, paths, MOMENT, CLERK, 0)
    next(facts)
    facts.close()  # type: ignore[attr-defined]
    assert centre.files("staging") == set()
    assert [one.state for one in centre.offer(*paths)] == ["duplicate", "accepted", "accepted"]
    assert len(list(log.read_lines(centre.registry.folders.log))) == log.count(centre.registry)


def test_stopping_workers_leaves_nothing_behind(centre: Centre) -> None:
    """K1: files under way are given up, their private copies removed."""
    paths = [centre.package(name) for name in ("a1", "b1", "c1", "d1")]
    facts = intake.import_paths(centre.registry, paths, MOMENT, CLERK, 2)
    next(facts)
    facts.close()  # type: ignore[attr-defined]
    assert centre.files("staging") == set()
    assert len(centre.states()) == 1


@pytest.mark.parametrize(
    "name", ["ที่ ๑ ฉบับจริง.ASICE", "line\nbreak\x1b[31m.asice", "\u202eecisa.asice", os.fsdecode(b"\xff\xfe.asice")]
)
def test_no_name_of_a_file_can_do_harm(centre: Centre, name: str) -> None:
    """P7: Thai names stay, what is not printable is spelt out in facts and log; folders find any spelling."""
    folder = centre.folder / "offered"
    folder.mkdir()
    shutil.copy(centre.package("a1"), folder / name)
    (done,) = centre.offer(folder)
    assert done.state == "accepted"
    assert done.name.isprintable()
    assert ("๑" in done.name) == ("๑" in name)


def test_a_path_that_is_not_there_stops_before_anything(centre: Centre) -> None:
    """K1 CEN-11: told at once, nothing imported."""
    with pytest.raises(PhromError, match="CEN-11"):
        centre.offer("a1", centre.folder / "nowhere")
    assert centre.rows(tables.submission) == []


def test_an_empty_folder_is_no_error(centre: Centre, tmp_path: Path) -> None:
    """K1: nothing to import is an answer, too."""
    assert centre.offer(tmp_path / "centre" / "quarantine") == []


def test_two_importers_at_once_load_a_package_once(centre: Centre) -> None:
    """P7 K1: a second importer between check and load finds a duplicate; log and lines stay one chain."""
    first = intake.import_paths(centre.registry, [centre.package("a1"), centre.package("b1")], MOMENT, CLERK, 0)
    next(first)
    assert [one.state for one in centre.offer("b1", "a1")] == ["accepted", "duplicate"]
    assert [one.state for one in first] == ["duplicate"]
    assert len(list(log.read_lines(centre.registry.folders.log))) == log.count(centre.registry)


def test_a_registry_that_is_gone_is_told_before_anything(centre: Centre) -> None:
    """K2: without its tables nothing can be imported; the sentence says what to do."""
    with sqlite3.connect(centre.folder / "registry.db") as connection:
        connection.execute("DROP TABLE form_release")
    connection.close()
    with pytest.raises(PhromError, match="CEN-05"):
        centre.offer("a1")


def test_the_log_that_the_disk_refuses_follows_later(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    """K2: rows are safe while lines cannot be written; it is said at the end, and the next import mends it."""
    real = log.write_lines
    calls: list[int] = []

    def refusing(registry: Registry) -> None:
        calls.append(1)
        if len(calls) > 1:
            raise PhromError(log.CANNOT_WRITE, {"name": "intake.jsonl", "reason": "no space"})
        real(registry)

    monkeypatch.setattr(log, "write_lines", refusing)
    facts = intake.import_paths(centre.registry, [centre.package("a1")], MOMENT, CLERK, 0)
    assert next(facts).state == "accepted"
    with pytest.raises(PhromError, match="FILE-01"):
        next(facts)
    monkeypatch.undo()
    centre.offer("b1")
    assert len(list(log.read_lines(centre.registry.folders.log))) == log.count(centre.registry)
