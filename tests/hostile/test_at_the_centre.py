"""Every hostile package offered to a real registry: what threats section 7 demands after each case."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from desktop_app.central import intake, log, tables
from desktop_app.central.inspect import Inspected, Inspector
from desktop_app.central.intake import STATES, FileDone
from desktop_app.package.codes import CODES
from tests.central.central_world import CLERK, Centre
from tests.hostile import meaning_cases
from tests.hostile.centre import Ground, make_ground
from tests.hostile.every_case import Offered, every_case
from tests.hostile.spoiler import build
from tests.simulator.world import MOMENT, World, world

LOADED = (tables.submission, tables.answer, tables.reason, tables.score, tables.evidence)


@dataclass(frozen=True)
class After:
    """The registry after one import of a folder with every case."""

    ground: Ground
    cases: list[Offered]
    digests: dict[str, str]
    done: list[FileDone]

    def by_name(self) -> dict[str, FileDone]:
        return {one.name: one for one in self.done}


def file_name(case: Offered) -> str:
    """A name that every file system takes; the number in front makes it unique."""
    return "".join(one if one.isascii() and (one.isalnum() or one in " -,") else "_" for one in case.name) + ".asice"


def judged_as_the_cases_say(cases: list[Offered]) -> type[Inspector]:
    """An inspector that has, for each file, the trust and the moment of its case."""
    by_name = {file_name(case): case for case in cases}

    class PerCase(Inspector):
        def inspect(self, path: Path) -> Inspected:
            case, own = by_name[path.name], self._world
            trust = case.trust(world()) if case.trust else own.trust
            self._world = replace(own, trust=trust, moment=case.moment)
            try:
                return super().inspect(path)
            finally:
                self._world = own

    return PerCase


@pytest.fixture(name="after", scope="module")
def _after(world: World, quick: Path) -> Iterator[After]:
    ground = make_ground(quick)
    cases = every_case(ground)
    folder = quick / "offered"
    folder.mkdir()
    for case in cases:
        (folder / file_name(case)).write_bytes(case.package(world))
    digests = {path.name: sha256(path) for path in folder.iterdir()}
    make = judged_as_the_cases_say(cases)
    done = list(intake.import_paths(ground.centre.registry, [folder], MOMENT, CLERK, 0, make))
    yield After(ground, cases, digests, done)
    ground.centre.close()


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check_sound(centre: Centre) -> None:
    """No temporary file anywhere, log and rows in step, the database whole."""
    assert centre.files("staging") == set()
    assert [path for path in centre.folder.rglob("*") if path.suffix in (".part", ".new")] == []
    assert len(list(log.read_lines(centre.registry.folders.log))) == log.count(centre.registry)
    with closing(sqlite3.connect(centre.folder / "registry.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_every_case_ends_in_its_code_and_state(after: After) -> None:
    """P7 K2: code, state, a sentence in both languages; nothing is CRASH."""
    assert len(after.cases) > 300
    wrong, ended = [], after.by_name()
    for case in after.cases:
        done = ended[file_name(case)]
        if (done.code, done.state) != (case.code, STATES[CODES[case.code].disposition]):
            wrong.append((case.name, case.code, done.code, done.state))
        assert all(done.message[one].strip() and not re.search("{[a-z_]+}", done.message[one]) for one in ("th", "en"))
    assert wrong == []


def test_every_file_lies_where_it_belongs(after: After) -> None:
    """P7 K2: quarantined or held under the digest of its bytes, unchanged, and in no other folder."""
    expected: dict[str, set[str]] = {"quarantine": set(), "held": set()}
    for case in after.cases:
        expected[case.folder].add(f"{after.digests[file_name(case)]}.asice")
    centre = after.ground.centre
    for folder, names in expected.items():
        assert centre.files(folder) == names
        assert all(sha256(centre.folder / folder / name) == name.removesuffix(".asice") for name in names)
    archived = {path.stem for path in (centre.folder / "packages").rglob("*.asice")}
    assert archived == {release.package_id for release in after.ground.releases.values()}


def test_the_sums_are_the_files_offered(after: After) -> None:
    """K2: one fact for each file, counted by code, numbered to the end; each is a line of the log."""
    assert intake.tally(after.done) == Counter(case.code for case in after.cases)
    assert sum(intake.tally(after.done).values()) == len(after.cases) == len(after.digests)
    assert [one.number for one in after.done] == list(range(1, len(after.cases) + 1))
    rows = after.ground.centre.rows(tables.intake_log)
    logged = {row["file_name"]: (row["code"], row["file_sha256"]) for row in rows if row["action"] == "offer"}
    assert logged == {one.name: (one.code, after.digests[one.name]) for one in after.done}


def test_nothing_was_loaded_and_the_good_one_still_is(after: After) -> None:
    """P7 K2: no row of any table after all cases; then their common twin is one row and nothing more."""
    centre = after.ground.centre
    assert [row for table in LOADED for row in centre.rows(table)] == []
    check_sound(centre)
    path = centre.package("good")
    path.write_bytes(build(meaning_cases.draft_of(meaning_cases.GOOD, after.ground.release, world())))
    (done,) = centre.offer(path, moment=MOMENT)
    assert (done.state, done.code) == ("accepted", "OK")
    assert [row["package_id"] for row in centre.rows(tables.submission)] == [done.package_id]
    assert centre.registry.folders.archived(done.package_id).read_bytes() == path.read_bytes()
    check_sound(centre)
