"""The office store: what returns is on disk, what is written stays as it was (O1, O3, U3)."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desktop_app.errors import PhromError
from desktop_app.files import on_network
from desktop_app.office import backups, migrations
from desktop_app.office.records import AnswerEvent, EvidenceFile, Kind, Package, Release, State, Transition, Work
from desktop_app.office.store import OfficeStore, open_store, restore_backup

from .conftest import RELEASE_ID, START, WORK_ID, Clock

Make = Callable[..., AnswerEvent]


def pragma(store: OfficeStore, name: str) -> object:
    return store._db.execute(f"PRAGMA {name}").fetchone()[0]


def test_the_connection_is_as_durable_as_promised(store: OfficeStore) -> None:
    """O1: rollback journal, every commit and its folder synced, the file held alone."""
    found = {name: pragma(store, name) for name in ("journal_mode", "synchronous", "locking_mode", "foreign_keys")}
    assert found == {"journal_mode": "truncate", "synchronous": 3, "locking_mode": "exclusive", "foreign_keys": 1}
    assert pragma(store, "application_id") == migrations.APPLICATION_ID


def test_every_table_is_strict(store: OfficeStore) -> None:
    """O1: no column silently takes a value of another type."""
    own = [row for row in store._db.query("PRAGMA table_list") if row["type"] == "table" and row["name"][0] not in "_s"]
    assert {row["name"] for row in own} >= {"answer_event", "transition", "package"}
    assert all(row["strict"] for row in own)


def test_what_was_appended_is_there_after_reopening(started: OfficeStore, folder: Path, event: Make) -> None:
    """O1 O3: the newest text is current, and the history keeps every text before it."""
    assert started.append([event("a", "1"), event("b", "ไทย")]) == (1, 2)
    started.append([event("a", "2", "1")])
    started.close()
    with open_store(folder, clock=Clock()) as again:
        assert again.current(WORK_ID, Kind.VALUE) == {"/data/b": "ไทย", "/data/a": "2"}
        assert [(found.old, found.new) for found in again.events(WORK_ID, "/data/a")] == [("", "1"), ("1", "2")]
        assert again.events(WORK_ID)[0].at == START


def test_a_batch_is_written_whole_or_not_at_all(started: OfficeStore, event: Make) -> None:
    """O1: an event that cannot be stored takes its whole batch with it, and the store goes on."""
    stranger = AnswerEvent("unknown", 1, "/data/x", Kind.VALUE, "", "1", START, "ก")
    with pytest.raises(sqlite3.IntegrityError):
        started.append([event("a", "1"), stranger])
    assert started.count_events(WORK_ID) == 0
    assert started.append([event("a", "1")]) == (1,)


@pytest.mark.parametrize("table", migrations.FROZEN_TABLES)
@pytest.mark.parametrize("verb", ["UPDATE {} SET rowid = rowid", "DELETE FROM {}"])
def test_what_happened_cannot_be_rewritten(
    started: OfficeStore, event: Make, release: Release, table: str, verb: str
) -> None:
    """O3: even another program with the file in hand meets the triggers."""
    fill_every_table(started, event)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        started._db.execute(verb.format(table))


def fill_every_table(store: OfficeStore, event: Make) -> None:
    store.append([event("a", "1")])
    store.add_evidence(EvidenceFile("e" * 64, "pdf", 3, "แผน.pdf", START, "ก"))
    store.add_package(a_package("c" * 64))


def a_package(package_id: str, seq: int = 1, revision: int = 1, direction: str = "sealed") -> Package:
    return Package(
        package_id=package_id,
        direction=direction,
        kind="submission",
        file_name="x.asice",
        file_sha256="f" * 64,
        size=10,
        assessment=WORK_ID,
        revision=revision,
        key="k" * 64,
        seq=seq,
        signed_at=START,
        recorded_at=START,
        facts={"score": "67.10"},
    )


def test_everything_kept_comes_back_equal(started: OfficeStore, release: Release) -> None:
    """O1 P4: releases, evidence, packages, transitions and settings are the same objects after a round trip."""
    evidence = EvidenceFile("e" * 64, "pdf", 3, "แผน.pdf", START, "ก")
    started.add_evidence(evidence)
    started.add_package(a_package("c" * 64))
    started.add_transition(Transition(WORK_ID, 1, State.DRAFT, State.READY, START, "ก", "ครบแล้ว"))
    started.set_setting("role", "officer")
    started.set_setting("role", "cio")
    assert started.releases() == (release,)
    assert started.evidence() == {"e" * 64: evidence}
    assert started.packages(WORK_ID) == started.packages() == (a_package("c" * 64),)
    assert [row.after for row in started.transitions(WORK_ID)] == [State.DRAFT, State.READY]
    assert started.work(WORK_ID).state is State.READY
    assert (started.setting("role"), started.setting("office", "-")) == ("cio", "-")


def test_the_same_thing_again_changes_nothing(started: OfficeStore, release: Release) -> None:
    """U9 U13: a release, a file or a package that comes twice is one."""
    for _ in range(2):
        started.add_release(release)
        started.add_evidence(EvidenceFile("e" * 64, "pdf", 3, "แผน.pdf", START, "ก"))
        started.add_package(a_package("c" * 64))
    assert (len(started.releases()), len(started.evidence()), len(started.packages())) == (1, 1, 1)


def test_an_office_has_one_assessment_per_release(started: OfficeStore) -> None:
    """O7 U13: a second start is refused in plain words and writes nothing."""
    with pytest.raises(PhromError) as refused:
        started.start(Work("other", RELEASE_ID, "50-001", START, "ก", 1, State.DRAFT))
    assert refused.value.code == "OFF-16"
    assert len(started.works()) == 1


def test_seq_counts_per_key_and_never_twice(started: OfficeStore) -> None:
    """P1: central sees withheld packages as gaps, so a number is given once."""
    assert started.next_seq("k" * 64) == 1
    started.add_package(a_package("c" * 64))
    assert (started.next_seq("k" * 64), started.next_seq("j" * 64)) == (2, 1)
    with pytest.raises(sqlite3.IntegrityError):
        started.add_package(a_package("d" * 64, seq=1, revision=2))


def test_a_second_opening_says_who_and_since_when(store: OfficeStore, folder: Path) -> None:
    """O1: the data is never opened twice, and the message names the first."""
    with pytest.raises(PhromError) as refused:
        open_store(folder, clock=Clock())
    assert refused.value.code == "OFF-01"
    assert "2026-03-02" in refused.value.message("th")
    store.set_setting("still", "works")


def test_another_process_cannot_open_it_either(store: OfficeStore, folder: Path) -> None:
    """O1: the lock is the operating system's, not a note in a file."""
    script = (
        "import sys; from pathlib import Path; from datetime import UTC, datetime\n"
        "from desktop_app.errors import PhromError; from desktop_app.office.store import open_store\n"
        "try: open_store(Path(sys.argv[1]), clock=lambda: datetime.now(UTC))\n"
        "except PhromError as problem: print(problem.code)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(folder)], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "OFF-01"


def test_a_note_left_by_a_killed_program_keeps_nobody_out(folder: Path) -> None:
    """O1: after a kill the note is still there, the lock is not."""
    open_store(folder, clock=Clock()).close()
    (folder / "phrom.db.open.json").write_text(json.dumps({"pid": 1, "user": "x", "since": "x"}))
    open_store(folder, clock=Clock()).close()


def test_a_newer_store_is_refused_untouched(store: OfficeStore, folder: Path) -> None:
    """O1 U3: an old program never writes into a newer file."""
    store._db.execute(f"PRAGMA user_version = {migrations.LATEST + 1}")
    store.close(backup=False)
    before = (folder / "phrom.db").read_bytes()
    with pytest.raises(PhromError) as refused:
        open_store(folder, clock=Clock())
    assert refused.value.code == "OFF-02"
    assert (folder / "phrom.db").read_bytes() == before


def test_another_programs_file_is_refused(folder: Path) -> None:
    """O1: an SQLite file of somebody else is neither opened nor changed."""
    folder.mkdir()
    with sqlite3.connect(folder / "phrom.db") as other:
        other.execute("CREATE TABLE theirs (x)")
    other.close()
    with pytest.raises(PhromError) as refused:
        open_store(folder, clock=Clock())
    assert refused.value.code == "OFF-07"


def test_a_full_disk_loses_nothing_acknowledged(started: OfficeStore, event: Make) -> None:
    """O1: the refused batch can be tried again as it is, all earlier ones are there, and the file is sound."""
    pages = pragma(started, "page_count")
    started._db.execute(f"PRAGMA max_page_count = {pages}")
    saved, refused_text = 0, ""
    with pytest.raises(PhromError) as refused:
        for number in range(1000):
            refused_text = f"{number} " + "ก" * 900
            started.append([event("a", refused_text)])
            saved += 1
    assert refused.value.code == "OFF-03"
    assert 0 < saved == started.count_events(WORK_ID)
    assert started.is_sound()
    started._db.execute("PRAGMA max_page_count = 1000000")
    started.append([event("a", refused_text)])
    assert started.current(WORK_ID, Kind.VALUE)["/data/a"] == refused_text


def test_a_damaged_store_is_set_aside_and_the_backup_taken(
    started: OfficeStore, folder: Path, event: Make, clock: Clock
) -> None:
    """O1 O7: the message names the newest backup, the damaged bytes stay, the answers come back."""
    started.append([event("a", "1")])
    started.close()
    spoiled = b"x" * 8192
    (folder / "phrom.db").write_bytes(spoiled)
    with pytest.raises(PhromError) as refused:
        open_store(folder, clock=clock)
    assert refused.value.code == "OFF-05"
    newest = backups.backups(folder / "backups")[0]
    assert newest.name in refused.value.message("th")
    assert restore_backup(folder, clock()) == newest
    (aside,) = folder.glob("damaged-*-phrom.db")
    assert aside.read_bytes() == spoiled
    with open_store(folder, clock=clock) as again:
        assert again.current(WORK_ID, Kind.VALUE) == {"/data/a": "1"}


def test_pages_spoiled_inside_are_found_on_opening(started: OfficeStore, folder: Path, event: Make) -> None:
    """O1: damage behind a good header does not wait until somebody needs the page."""
    for number in range(60):
        started.append([event(f"q{number}", "ก" * 300)])
    started.close(backup=False)
    whole = bytearray((folder / "phrom.db").read_bytes())
    whole[8192:] = b"\xff" * (len(whole) - 8192)
    (folder / "phrom.db").write_bytes(bytes(whole))
    with pytest.raises(PhromError) as refused:
        open_store(folder, clock=Clock())
    assert refused.value.code == "OFF-05"


def test_without_a_backup_nothing_is_moved(folder: Path, clock: Clock) -> None:
    """O1: setting the only copy aside with nothing to put in its place would help nobody."""
    folder.mkdir()
    (folder / "phrom.db").write_bytes(b"x" * 8192)
    assert restore_backup(folder, clock()) is None
    assert (folder / "phrom.db").exists()


def test_ten_backups_are_kept_and_each_opens_alone(started: OfficeStore, tmp_path: Path, event: Make) -> None:
    """O7: a backup is a whole store of its own."""
    started.append([event("a", "1")])
    made = [started.back_up() for _ in range(12)]
    kept = backups.backups(started.folder / "backups")
    assert kept == tuple(reversed(made[2:]))
    other = tmp_path / "other"
    other.mkdir()
    (other / "phrom.db").write_bytes(kept[0].read_bytes())
    with open_store(other, clock=Clock()) as copy:
        assert copy.current(WORK_ID, Kind.VALUE) == {"/data/a": "1"}


def test_a_backup_brings_each_evidence_file_once(started: OfficeStore) -> None:
    """O2 O7: evidence never changes, so the second backup copies nothing."""
    source = started.folder / "evidence" / "ab" / ("ab" + "0" * 62)
    source.parent.mkdir(parents=True)
    source.write_bytes(b"%PDF-")
    started.back_up()
    kept = started.folder / "backups" / "evidence" / "ab" / source.name
    assert kept.read_bytes() == b"%PDF-"
    assert backups.copy_evidence(started.folder / "evidence", started.folder / "backups") == 0


def test_closing_makes_a_backup_and_removes_the_note(started: OfficeStore, folder: Path) -> None:
    """O1 O7: every day of work ends with a copy."""
    started.close()
    assert len(backups.backups(folder / "backups")) == 1
    assert not (folder / "phrom.db.open.json").exists()


def test_a_read_only_file_is_told_apart(folder: Path) -> None:
    """O1: a folder that cannot be written gives a sentence, not an exception of the library."""
    folder.write_text("a file where the folder should be")
    with pytest.raises(PhromError) as refused:
        open_store(folder, clock=Clock())
    assert refused.value.code == "OFF-06"


def test_a_network_share_is_noticed() -> None:
    """O1: SQLite's locks cannot be trusted there, so the window warns."""
    assert on_network(Path("//server/share/phrom"))
    assert not on_network(Path("/home/office/phrom"))


texts = st.text(alphabet="กขค่ำ12 \n'\"", max_size=6)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(edits=st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(list(Kind)), texts), max_size=12))
def test_any_edits_give_the_same_view_after_reopening(
    tmp_path_factory: pytest.TempPathFactory, release: Release, edits: list[tuple[str, Kind, str]]
) -> None:
    """O1 U2: whatever was set in whatever order, opening again shows exactly the last text of each."""
    folder = tmp_path_factory.mktemp("data")
    expected: dict[tuple[Kind, str], str] = {}
    with open_store(folder, clock=Clock()) as store:
        store.add_release(release)
        store.start(Work(WORK_ID, RELEASE_ID, "50-001", START, "ก", 1, State.DRAFT))
        for name, kind, text in edits:
            store.append([AnswerEvent(WORK_ID, 1, name, kind, "", text, START, "ก")])
            expected[(kind, name)] = text
    with open_store(folder, clock=Clock()) as again:
        found = {(kind, ref): text for kind in Kind for ref, text in again.current(WORK_ID, kind).items()}
        assert found == expected
        assert again.count_events(WORK_ID) == len(edits)


def test_the_clock_of_a_transition_is_kept_to_the_second(started: OfficeStore) -> None:
    """C2: the history tells when, in aware time."""
    moment = START + timedelta(hours=7)
    started.add_transition(Transition(WORK_ID, 1, State.DRAFT, State.READY, moment, "ก"))
    assert started.transitions(WORK_ID)[-1].at == moment
