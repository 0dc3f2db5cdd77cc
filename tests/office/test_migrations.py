"""Stores of every release open with every answer, and a failed step leaves the old file as it was (O1, U3)."""

from __future__ import annotations

import json
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from desktop_app.errors import PhromError
from desktop_app.office import backups, store
from desktop_app.office.database import file_is_sound
from desktop_app.office.migrations import LATEST, migrations
from desktop_app.office.opening import open_assessment
from desktop_app.office.records import Kind
from desktop_app.office.rounds import form_release
from desktop_app.office.store import open_store
from desktop_app.submission.answers import BANGKOK

from .conftest import Clock

RELEASED = sorted((Path(__file__).parent / "released").glob("store-v*.db"))


def placed(released: Path, folder: Path) -> Path:
    folder.mkdir()
    shutil.copy(released, folder / "phrom.db")
    return folder


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_a_store_of_any_release_opens_with_every_answer(released: Path, tmp_path: Path) -> None:
    """O1 U3: whichever version wrote the file, structure, answers, notes and states are as recorded beside it."""
    expected = json.loads(released.with_suffix(".json").read_text(encoding="utf-8"))
    with open_store(tmp_path / "fresh", clock=Clock()) as fresh:
        schema = fresh.schema()
    with open_store(placed(released, tmp_path / "old"), clock=Clock()) as old:
        assert old.schema() == schema
        (work,) = old.works()
        opened = open_assessment(old, work.id, clock=Clock(), zone=BANGKOK, who="ก")
        snapshot = opened.session.snapshot()
        assert {
            "answers": dict(snapshot.answers),
            "reasons": dict(snapshot.reasons),
            "attachments": dict(snapshot.attachments),
            "notes": opened.texts(Kind.NOTE),
            "states": [[row.revision, row.after.value, row.by] for row in opened.transitions()],
            "evidence": [file.original_name for file in old.evidence().values()],
            "packages": [package.package_id for package in old.packages()],
            "events": old.count_events(work.id),
        } == expected


def test_the_release_fixtures_reach_up_to_now() -> None:
    """U3: whoever adds a step keeps a store of the release before it."""
    assert [path.stem for path in RELEASED] == [f"store-v{number}" for number in range(1, LATEST + 1)]


def test_the_steps_are_as_many_as_the_number_in_the_file(tmp_path: Path) -> None:
    """O1: `user_version`, which older programs look at, keeps pace with the steps."""
    with open_store(tmp_path / "data", clock=Clock()) as fresh:
        assert len(migrations.applied(fresh._db)) == LATEST
        assert fresh._db.execute("PRAGMA user_version").fetchone()[0] == LATEST


@pytest.fixture
def next_release(monkeypatch: pytest.MonkeyPatch) -> Migrations:
    """The same steps and a set of later ones, as a future program has them."""
    later = Migrations("office")
    for step in migrations._migrations:
        later(name=step.name)(step.fn)
    monkeypatch.setattr(store, "migrations", later)
    return later


def test_a_checked_backup_comes_before_every_upgrade(tmp_path: Path, next_release: Migrations) -> None:
    """U3: the old file is there as it was, and the upgraded one has the same answers."""

    @next_release()
    def m002_mood(db: Database) -> None:
        db.execute("ALTER TABLE answer_event ADD COLUMN mood TEXT NOT NULL DEFAULT ''")

    folder = placed(RELEASED[0], tmp_path / "old")
    with open_store(folder, clock=Clock()) as upgraded:
        assert "mood" in upgraded.schema()
        (backup,) = backups.backups(folder / "backups")
        assert "migration" in backup.name
        events = upgraded.count_events(upgraded.works()[0].id)
    with sqlite3.connect(backup) as before:
        assert before.execute("SELECT count(*) FROM answer_event").fetchone()[0] == events > 0
        assert "mood" not in before.execute("SELECT group_concat(sql) FROM sqlite_schema").fetchone()[0]
    before.close()


def test_a_step_that_fails_changes_nothing(tmp_path: Path, next_release: Migrations) -> None:
    """O1 U3: structure and answers are as before, and the older program opens the file again."""

    @next_release()
    def m002_broken(db: Database) -> None:
        db.execute("ALTER TABLE answer_event ADD COLUMN mood TEXT NOT NULL DEFAULT ''")
        db.execute("INSERT INTO nowhere VALUES (1)")

    folder = placed(RELEASED[0], tmp_path / "old")
    with pytest.raises(sqlite3.OperationalError, match="nowhere"):
        open_store(folder, clock=Clock())
    assert file_is_sound(folder / "phrom.db")
    connection = sqlite3.connect(folder / "phrom.db")
    assert "mood" not in connection.execute("SELECT group_concat(sql) FROM sqlite_schema").fetchone()[0]
    connection.close()


def test_a_link_that_leads_nowhere_is_noticed(tmp_path: Path, next_release: Migrations) -> None:
    """O1: foreign keys are checked after every upgrade; a file that lost rows is not worked on silently."""

    @next_release()
    def m002_harmless(db: Database) -> None:
        db.execute("CREATE TABLE more (name TEXT) STRICT")

    folder = placed(RELEASED[0], tmp_path / "old")
    connection = sqlite3.connect(folder / "phrom.db")
    connection.execute("INSERT INTO assessment VALUES ('x', 'no such release', '50-001', '', '')")
    connection.commit()
    connection.close()
    with pytest.raises(PhromError) as refused:
        open_store(folder, clock=Clock())
    assert refused.value.code == "OFF-05"


def test_an_assessment_outlives_the_compiled_copy_of_its_form(tmp_path: Path) -> None:
    """Q6 U3: a compiled form that a newer program cannot read is made anew from the workbook kept beside it."""
    with open_store(placed(RELEASED[0], tmp_path / "old"), clock=Clock()) as old:
        (record,) = old.releases()
        assert form_release(replace(record, parsed=b"an old spelling")).form == form_release(record).form
